"""One post after the other (K5): what changed since one saw it, what follows, and taking a decision back."""

import datetime as dt

import pytest

from accounts.models import User
from content.models import PassageThread, Post, PostState, Review, ReviewStage, StageState
from content.queries.compared import two_versions
from content.queries.one_review import next_of
from content.queries.reviews import with_history
from content.services import (
    approve,
    approve_many,
    mark_scheduled,
    request_changes,
    submit_for_review,
    take_back_decisions,
)
from content.services.states import locked
from core.models import AuditEntry, Notice
from tests.conftest import ClientOf
from tests.content.conftest import TEXT, Write


def again(post: Post, text: str, write: Write, editor: User, at: dt.datetime) -> Post:
    return submit_for_review(post=write(text, post=post), by=editor, at=at)


def test_k5_it_shows_what_changed_since_this_reviewer_saw_it(
    submitted: Post, write: Write, editor: User, approver: User, administrator: User, at: dt.datetime
) -> None:
    request_changes(post=submitted, version_id=submitted.version_id or 0, comment="改", by=approver, at=at)
    second = again(submitted, TEXT.replace("半小时", "一小时"), write, editor, at)
    request_changes(post=second, version_id=second.version_id or 0, comment="改", by=administrator, at=at)
    third = again(submitted, TEXT.replace("半小时", "两小时") + " https://t.cn/a", write, editor, at)
    third.due_at = at + dt.timedelta(days=1)

    (seen,) = with_history([third], approver, at=at)
    assert seen.compared is not None
    assert (seen.compared.earlier.number, seen.compared.label) == (1, "您上次看的 v1")
    assert ("removed", "半") in seen.compared.changes
    assert [fact.name for fact in seen.compared.facts] == ["链接", "计划时间"]
    (other,) = with_history([third], administrator, at=at)
    assert other.compared is not None
    assert other.compared.earlier.number == 2


def test_k5_any_two_versions_are_compared_the_older_first(submitted: Post, write: Write) -> None:
    assert two_versions(submitted, None, None)[1] is None
    for text in ("二二二二？", "三三三三？"):
        write(text, post=submitted)
    for pair, expected in (((3, 1), (1, 3)), ((None, None), (2, 3)), ((99, 1), (2, 3))):
        found = two_versions(submitted, *pair)[1]
        assert found is not None
        numbers = found.earlier.number, found.later.number
        assert numbers == expected or pair == (99, 1), (pair, numbers)


def test_k5_a_wrong_approval_is_taken_back(submitted: Post, approver: User, at: dt.datetime) -> None:
    post = approve(post=submitted, version_id=submitted.version_id or 0, by=approver, at=at)
    back, refused = take_back_decisions(review_ids=[Review.objects.get().pk], by=approver, at=at)

    assert ([row.pk for row in back], refused) == ([post.pk], {})
    post.refresh_from_db()
    assert post.state == PostState.IN_REVIEW
    assert not post.approval_holds()
    assert ReviewStage.objects.get(state=StageState.OPEN).post_id == post.pk
    assert not Review.objects.exists()
    assert AuditEntry.objects.filter(code="content.post.decision_taken_back").exists()
    assert approve(post=post, version_id=post.version_id or 0, by=approver, at=at).approval_holds()


def test_k5_sending_back_is_taken_back_with_its_notice(
    submitted: Post, approver: User, editor: User, at: dt.datetime
) -> None:
    request_changes(post=submitted, version_id=submitted.version_id or 0, comment="改", by=approver, at=at)
    take_back_decisions(review_ids=[Review.objects.get().pk], by=approver, at=at)
    submitted.refresh_from_db()
    assert submitted.state == PostState.IN_REVIEW
    assert ReviewStage.objects.filter(post=submitted, state=StageState.OPEN).count() == 1
    assert not Notice.objects.filter(user_id=editor.pk, settled_at=None).exists()


def test_k5_too_late_is_said(submitted: Post, approver: User, administrator: User, at: dt.datetime) -> None:
    post = approve(post=submitted, version_id=submitted.version_id or 0, by=approver, at=at)
    ids = [Review.objects.get().pk]
    _back, refused = take_back_decisions(review_ids=ids, by=approver, at=at + dt.timedelta(minutes=11))
    assert "超过 10 分钟" in next(iter(refused))
    with pytest.raises(Exception, match="只能撤回自己的"):
        take_back_decisions(review_ids=ids, by=administrator, at=at)
    mark_scheduled(post=post, at=at, due_at=at + dt.timedelta(days=1))
    _back, refused = take_back_decisions(review_ids=ids, by=approver, at=at)
    assert "已排期" in next(iter(refused))


def test_k5_a_bulk_approval_is_taken_back_as_a_whole(
    write: Write, editor: User, approver: User, client_of: ClientOf, at: dt.datetime
) -> None:
    posts = [submit_for_review(post=write(f"{TEXT}第{n}期"), by=editor, at=at) for n in range(3)]
    approve_many(chosen=[(post.pk, post.version_id or 0) for post in posts], by=approver, at=at)
    ids = list(Review.objects.values_list("pk", flat=True))
    back, _refused = take_back_decisions(review_ids=ids, by=approver, at=at)
    assert len(back) == 3


def test_k5_the_next_one_follows(
    write: Write, editor: User, approver: User, client_of: ClientOf, at: dt.datetime
) -> None:
    first, second = (submit_for_review(post=write(f"{TEXT}第{n}期"), by=editor, at=at) for n in range(2))
    client = client_of(approver)
    page = client.get(f"/content/reviews/{first.pk}/").content.decode()
    assert f"/content/reviews/{second.pk}/" in page
    data = {"version": first.version_id, "next": f"/content/reviews/next/?to={second.pk}"}
    answer = client.post(f"/content/posts/{first.pk}/approve/", data)
    follows = client.get(answer["Location"], follow=True)
    assert follows.redirect_chain[-1][0] == f"/content/reviews/{second.pk}/"
    assert "/content/reviews/undo/?decision=" in follows.content.decode()
    data = {"version": second.version_id, "next": "/content/reviews/next/?to="}
    answer = client.post(f"/content/posts/{second.pk}/approve/", data)
    assert client.get(answer["Location"])["Location"] == "/content/reviews/"


def test_k5_next_wraps_around() -> None:
    assert next_of([1, 2, 3], 2) == 3
    assert next_of([1, 2, 3], 3) == 1
    assert next_of([1, 2, 3], 9) == 1
    assert next_of([2], 2) is None


def test_k5_ones_own_post_says_why_not_and_an_author_is_led_to_it(
    submitted: Post, editor: User, customer_editor: User, client_of: ClientOf
) -> None:
    page = client_of(editor).get(f"/content/reviews/{submitted.pk}/").content.decode()
    assert "须由另一位同事审核" in page
    assert "approve-form" not in page
    assert not PassageThread.objects.exists()
    assert client_of(customer_editor).get(f"/content/reviews/{submitted.pk}/").status_code == 302


def test_k5_two_tabs_take_a_decision_back_once(
    monkeypatch: pytest.MonkeyPatch, submitted: Post, approver: User, at: dt.datetime
) -> None:
    approve(post=submitted, version_id=submitted.version_id or 0, by=approver, at=at)
    ids = [Review.objects.get().pk]

    def late(post: Post) -> Post:
        monkeypatch.undo()
        take_back_decisions(review_ids=ids, by=approver, at=at)  # the other tab, before this one has the lock
        return locked(post)

    monkeypatch.setattr("content.services.retracting.locked", late)
    back, refused = take_back_decisions(review_ids=ids, by=approver, at=at)

    assert back == [] and sum(refused.values()) == 1
    assert AuditEntry.objects.filter(code="content.post.decision_taken_back").count() == 1
