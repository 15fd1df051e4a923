"""Review in several steps, with deputies, deadlines and windows (K5)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User, WeiboAccount
from accounts.roles import Role
from content.models import (
    Category,
    Post,
    PostState,
    Restart,
    Review,
    ReviewDeputy,
    ReviewRules,
    ReviewStage,
    ReviewStep,
    StageState,
    StepNeed,
)
from content.queries.reviews import waiting_for
from content.services import (
    DraftInput,
    Opinion,
    Window,
    approve,
    approve_many,
    decide_for,
    request_changes,
    save_draft,
    submit_for_review,
)
from core.dates import local_day
from core.errors import Forbidden, UserError
from core.models import AuditEntry
from tests.conftest import make_user
from tests.content.conftest import TEXT, Write

PRIZE = "转发抽3位送保温杯，你想送给谁？"


@pytest.fixture
def extra(db: None) -> ReviewStep:
    """The shipped further step for risks, switched on."""
    step = ReviewStep.objects.get(is_active=False)
    step.is_active = True
    step.save()
    return step


@pytest.fixture
def second(db: None) -> User:
    return make_user("副总编", Role.CHIEF_EDITOR)


def version_of(post: Post) -> int:
    return Post.objects.get(pk=post.pk).version_id or 0


def test_k5_after_an_upgrade_one_step_with_any_reviewer(submitted: Post, approver: User, at: dt.datetime) -> None:
    (stage,) = ReviewStage.objects.all()
    assert (stage.state, stage.due_at, stage.reasons) == (StageState.OPEN, None, [])

    post = approve(post=submitted, version_id=version_of(submitted), by=approver, at=at)

    stage.refresh_from_db()
    assert (post.state, stage.state, stage.closed_at) == (PostState.APPROVED, StageState.PASSED, at)
    assert Review.objects.get().stage == stage


def test_k5_a_prize_goes_to_the_extra_step_and_says_why(
    write: Write, extra: ReviewStep, editor: User, approver: User, second: User, at: dt.datetime
) -> None:
    post = submit_for_review(post=write(PRIZE), by=editor, at=at)
    _first, last = ReviewStage.objects.order_by("number")
    assert [reason["name"] for reason in last.reasons] == ["抽奖与奖品"] and "抽3位" in last.reasons[0]["found"]

    post = approve(post=post, version_id=version_of(post), by=approver, at=at)
    last.refresh_from_db()
    assert (post.state, last.state) == (PostState.IN_REVIEW, StageState.OPEN)
    assert last.due_at is not None and last.remind_at is not None and last.due_at > last.remind_at > at
    assert not Post.objects.get().approval_holds()
    with pytest.raises(Forbidden, match="前面的步骤"):
        approve(post=post, version_id=version_of(post), by=approver, at=at)

    post = approve(post=post, version_id=version_of(post), by=second, at=at)
    assert post.state == PostState.APPROVED and Post.objects.get().approval_holds()
    codes = list(AuditEntry.objects.filter(code__contains="approved").values_list("code", flat=True))
    assert sorted(codes) == ["content.post.approved", "content.post.step_approved"]


def test_k5_all_of_these_people(submitted: Post, editor: User, approver: User, second: User, at: dt.datetime) -> None:
    step = ReviewStep.objects.get(position=1)
    step.need = StepNeed.ALL
    step.save()
    step.people.set([editor, approver, second])  # the author himself does not count

    post = approve(post=submitted, version_id=version_of(submitted), by=approver, at=at)
    assert post.state == PostState.IN_REVIEW
    with pytest.raises(Forbidden, match="还在等副总编"):
        approve(post=submitted, version_id=version_of(submitted), by=approver, at=at)
    assert approve(post=post, version_id=version_of(post), by=second, at=at).state == PostState.APPROVED


def test_k5_a_deputy_decides_and_it_is_recorded_for_whom(
    submitted: Post, approver: User, second: User, administrator: User, at: dt.datetime
) -> None:
    ReviewStep.objects.get(position=1).people.set([approver])
    with pytest.raises(Forbidden, match="由总编辑决定"):
        approve(post=submitted, version_id=version_of(submitted), by=second, at=at)
    day = local_day(at)
    ReviewDeputy.objects.create(absent=approver, deputy=second, starts_on=day, ends_on=day, created_at=at)

    post = approve(post=submitted, version_id=version_of(submitted), by=second, at=at)

    review = Review.objects.get()
    assert (post.state, review.reviewer, review.on_behalf_of) == (PostState.APPROVED, second, approver)
    assert AuditEntry.objects.get(code="content.post.approved").after["instead_of"] == "总编辑"


def test_k5_a_deputy_counts_on_his_days_only(submitted: Post, approver: User, second: User, at: dt.datetime) -> None:
    ReviewStep.objects.get(position=1).people.set([approver])
    later = local_day(at) + dt.timedelta(days=1)
    ReviewDeputy.objects.create(absent=approver, deputy=second, starts_on=later, ends_on=later, created_at=at)
    with pytest.raises(Forbidden):
        approve(post=submitted, version_id=version_of(submitted), by=second, at=at)


@pytest.mark.parametrize(
    ("restart", "first", "second_state"),
    [(Restart.FIRST, StageState.OPEN, StageState.WAITING), (Restart.ASKING, StageState.CARRIED, StageState.OPEN)],
)
def test_k5_a_new_version_begins_at_the_step_of_the_setting(
    write: Write, extra: ReviewStep, editor: User, approver: User, second: User, at: dt.datetime,
    restart: Restart, first: StageState, second_state: StageState,
) -> None:  # fmt: skip
    ReviewRules.objects.create(restart=restart, updated_at=at)
    post = submit_for_review(post=write(PRIZE), by=editor, at=at)
    approve(post=post, version_id=version_of(post), by=approver, at=at)
    request_changes(post=post, version_id=version_of(post), comment="写明备案号", by=second, at=at)

    post = write(PRIZE + "备案号 1", post=post)
    submit_for_review(post=post, by=editor, at=at)

    states = ReviewStage.objects.filter(version=version_of(post)).order_by("number").values_list("state", flat=True)
    assert list(states) == [first, second_state]


def test_k5_an_edit_voids_what_was_still_to_be_decided(submitted: Post, write: Write) -> None:
    write(TEXT + "改", post=submitted)
    assert set(ReviewStage.objects.values_list("state", flat=True)) == {StageState.VOID}


def test_k5_the_window_is_bound_and_sealed(submitted: Post, approver: User, at: dt.datetime) -> None:
    window = Window.of_days(local_day(at), local_day(at) + dt.timedelta(days=2))
    decide_for(post=submitted, version_id=version_of(submitted), opinion=Opinion(window=window), by=approver, at=at)

    post = Post.objects.get()
    assert post.approval_holds() and post.approved_for(at + dt.timedelta(days=2))
    assert not post.approved_for(at + dt.timedelta(days=3)) and not post.approved_for(at - dt.timedelta(days=1))
    Post.objects.update(approved_until=at + dt.timedelta(days=30))
    assert not Post.objects.get().approval_holds(), "nobody moves the window behind the approval's back"


def test_k5_an_approval_is_valid_for_so_many_days(submitted: Post, approver: User, at: dt.datetime) -> None:
    ReviewRules.objects.create(valid_days=3, updated_at=at)
    approve(post=submitted, version_id=version_of(submitted), by=approver, at=at)
    assert local_day(Post.objects.get().approved_until or at) == local_day(at) + dt.timedelta(days=3)


def test_k5_it_refuses_a_window_that_is_over(submitted: Post, approver: User, at: dt.datetime) -> None:
    window = Window.of_days(None, local_day(at) - dt.timedelta(days=1))
    with pytest.raises(UserError, match="已经过去"):
        decide_for(post=submitted, version_id=version_of(submitted), opinion=Opinion(window=window), by=approver, at=at)


def test_k5_todays_lists_count_when_it_is_approved(write: Write, editor: User, approver: User, at: dt.datetime) -> None:
    post = submit_for_review(post=write(TEXT), by=editor, at=at)
    from content.models import WordList, WordListTerm

    own = WordList.objects.filter(slug="own").first() or WordList.objects.all()[0]
    WordList.objects.filter(pk=own.pk).update(level="error", is_active=True, updated_at=at + dt.timedelta(seconds=1))
    WordListTerm.objects.create(list=own, word="小苏打")
    with pytest.raises(UserError, match="小苏打"):
        approve(post=post, version_id=version_of(post), by=approver, at=at)


def test_k5_many_at_once_in_a_constant_number_of_queries(
    account: WeiboAccount, category: Category, editor: User, approver: User, at: dt.datetime
) -> None:
    def wait(count: int) -> list[tuple[int, int]]:
        found = []
        for number in range(count):
            draft = DraftInput(account, category, f"{TEXT}{Post.objects.count()}-{number}")
            post = submit_for_review(post=save_draft(draft=draft, by=editor, at=at), by=editor, at=at)
            found.append((post.pk, post.version_id or 0))
        return found

    def cost(count: int) -> int:
        chosen = wait(count)
        with CaptureQueriesContext(connection) as asked:
            outcomes = approve_many(chosen=chosen, by=approver, at=at)
        assert [outcome.error for outcome in outcomes] == [None] * count
        return len(asked)

    cost(1)
    few, many = cost(2), cost(12)
    assert many == few, (few, many)
    assert all(post.approval_holds() for post in Post.objects.all())


def test_k5_each_of_many_is_judged_by_itself(
    write: Write, submitted: Post, editor: User, approver: User, at: dt.datetime
) -> None:
    own = submit_for_review(post=save_draft_by(approver, submitted, at), by=approver, at=at)
    draft = write("还没提交的草稿？")
    chosen = [(own.pk, version_of(own)), (draft.pk, version_of(draft)), (submitted.pk, version_of(submitted)), (0, 0)]

    outcomes = approve_many(chosen=chosen, by=approver, at=at)

    assert [type(outcome.error).__name__ for outcome in outcomes] == ["Forbidden", "Conflict", "NoneType", "NotFound"]


def save_draft_by(person: User, like: Post, at: dt.datetime) -> Post:
    return save_draft(draft=DraftInput(like.account, like.category, "总编辑自己写的一条，好吗？"), by=person, at=at)


def test_k5_the_same_version_is_decided_again_by_the_same_person(
    submitted: Post, editor: User, approver: User, at: dt.datetime
) -> None:
    """Approved with bounds, submitted again for another time: the first submission neither bars nor bounds anybody."""
    window = Window.of_days(None, local_day(at))
    decide_for(post=submitted, version_id=version_of(submitted), opinion=Opinion(window=window), by=approver, at=at)
    later = at + dt.timedelta(days=3)
    submit_for_review(post=submitted, by=editor, at=later)
    assert waiting_for(Post.objects.due_for_review(), approver, at=later).exists()

    post = approve(post=submitted, version_id=version_of(submitted), by=approver, at=later)

    assert post.approval_holds() and post.approved_until is None


def test_k5_the_same_choice_twice_is_one_voice(
    write: Write, extra: ReviewStep, editor: User, approver: User, at: dt.datetime
) -> None:
    post = submit_for_review(post=write(PRIZE), by=editor, at=at)
    choice = (post.pk, version_of(post))

    first, again = approve_many(chosen=[choice, choice], by=approver, at=at)

    assert first.error is None and isinstance(again.error, Forbidden)
    assert Post.objects.get().state == PostState.IN_REVIEW and Review.objects.count() == 1


def test_k5_who_passed_a_carried_step_is_not_asked_again(
    write: Write, extra: ReviewStep, editor: User, approver: User, second: User, at: dt.datetime
) -> None:
    ReviewRules.objects.create(restart=Restart.ASKING, updated_at=at)
    post = submit_for_review(post=write(PRIZE), by=editor, at=at)
    until = Window.of_days(None, local_day(at) + dt.timedelta(days=9))
    decide_for(post=post, version_id=version_of(post), opinion=Opinion(window=until), by=approver, at=at)
    request_changes(post=post, version_id=version_of(post), comment="写明备案号", by=second, at=at)
    post = submit_for_review(post=write(PRIZE + "备案号 1", post=post), by=editor, at=at)

    assert not waiting_for(Post.objects.due_for_review(), approver, at=at).exists()
    with pytest.raises(Forbidden, match="前面的步骤"):
        approve(post=post, version_id=version_of(post), by=approver, at=at)
    assert waiting_for(Post.objects.due_for_review(), second, at=at).exists()
    post = approve(post=post, version_id=version_of(post), by=second, at=at)
    assert post.approved_until == until.until, "what was carried over brings its bounds"


def test_k5_nobody_carries_his_own_approval(
    write: Write, extra: ReviewStep, editor: User, approver: User, second: User, at: dt.datetime
) -> None:
    """He passed the first step, then wrote the new version himself: somebody else passes it now."""
    ReviewRules.objects.create(restart=Restart.ASKING, updated_at=at)
    post = submit_for_review(post=write(PRIZE), by=editor, at=at)
    approve(post=post, version_id=version_of(post), by=approver, at=at)
    request_changes(post=post, version_id=version_of(post), comment="写明备案号", by=second, at=at)
    own = DraftInput(post.account, post.category, PRIZE + "备案号 1", post=Post.objects.get())
    submit_for_review(post=save_draft(draft=own, by=approver, at=at), by=editor, at=at)

    states = ReviewStage.objects.filter(version=version_of(post)).order_by("number").values_list("state", flat=True)
    assert list(states) == [StageState.OPEN, StageState.WAITING]
