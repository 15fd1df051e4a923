"""The sweep over review (K5): tells, reminds, reports, escalates, ends unused approvals."""

import datetime as dt

import pytest

from accounts.models import User
from accounts.roles import Role
from content.models import Post, PostState, ReviewRules, ReviewStage, ReviewStep
from content.queries.reviews import split_waiting
from content.services import approve, mind_reviews, request_changes, submit_for_review
from core.models import AuditEntry, Notice
from tests.conftest import make_user
from tests.content.conftest import TEXT, Write


@pytest.fixture
def timed(approver: User) -> ReviewStep:
    """The only step: the chief within two working hours, reminded an hour before, escalated an hour after."""
    step = ReviewStep.objects.get(position=1)
    step.hours, step.remind_hours, step.escalate_hours = 2, 1, 1
    step.save()
    step.people.set([approver])
    return step


@pytest.fixture
def boss(timed: ReviewStep) -> User:
    person = make_user("分管领导", Role.CHIEF_EDITOR)
    timed.escalate_people.set([person])
    return person


def keys_of(person: User) -> list[str]:
    rows = Notice.objects.filter(user_id=person.pk, settled_at=None).order_by("pk")
    return [f":{key.partition(':')[2].partition(':')[2]}" for key in rows.values_list("key", flat=True)]


def waiting_for(person: User, at: dt.datetime) -> int:
    return split_waiting(Post.objects.due_for_review(), person, at=at)["me"].count()


def test_k5_it_tells_reminds_reports_and_escalates(
    boss: User, submitted: Post, approver: User, editor: User, at: dt.datetime
) -> None:
    for minutes in (0, 5, 70, 75, 121, 150, 190, 200):
        mind_reviews(now=at + dt.timedelta(minutes=minutes))

    assert keys_of(approver) == [":", ":soon", ":late"]
    assert keys_of(editor) == [":late"], "the author learns that it is late"
    assert keys_of(boss) == [":up"]
    assert Notice.objects.filter(mail_due_at__isnull=False).count() == 5
    assert AuditEntry.objects.get(code="content.post.review_escalated").after["to"] == ["分管领导"]
    later = at + dt.timedelta(hours=4)
    assert (waiting_for(boss, later), waiting_for(approver, later)) == (1, 1)

    approve(post=submitted, version_id=submitted.version_id or 0, by=boss, at=later)

    assert not Notice.objects.filter(settled_at=None, key__startswith="review:").exists(), "nobody waits any more"
    review = ReviewStage.objects.get().reviews.get()
    assert review.escalated and review.reviewer == boss


def test_k5_before_it_is_escalated_it_waits_for_those_asked_only(
    boss: User, submitted: Post, approver: User, at: dt.datetime
) -> None:
    assert (waiting_for(approver, at), waiting_for(boss, at)) == (1, 0)


def test_k5_the_author_is_told_what_to_change(submitted: Post, approver: User, editor: User, at: dt.datetime) -> None:
    request_changes(post=submitted, version_id=submitted.version_id or 0, comment="水温写错了", by=approver, at=at)
    assert "水温写错了" in Notice.objects.get(user_id=editor.pk).params["comment"]


def test_k5_an_approval_that_nobody_used_ends(submitted: Post, approver: User, editor: User, at: dt.datetime) -> None:
    ReviewRules.objects.create(valid_days=2, updated_at=at)
    approve(post=submitted, version_id=submitted.version_id or 0, by=approver, at=at)

    mind_reviews(now=at + dt.timedelta(days=2))
    assert Post.objects.get().state == PostState.APPROVED
    assert Notice.objects.filter(user_id=editor.pk, key__startswith="approval:expiring").count() == 1
    mind_reviews(now=at + dt.timedelta(days=3))

    post = Post.objects.get()
    assert post.state == PostState.DRAFT and not post.approval_holds()
    assert Notice.objects.filter(user_id=editor.pk, key__startswith="approval:expired").count() == 1
    assert AuditEntry.objects.filter(code="content.post.approval_expired").exists()


def test_k5_those_who_know_of_an_ending_approval_do_not_hold_up_the_next(
    monkeypatch: pytest.MonkeyPatch, write: Write, approver: User, editor: User, at: dt.datetime
) -> None:
    ReviewRules.objects.create(valid_days=2, updated_at=at)
    for text in (TEXT, "周末去山里露营，带上保温壶，早上的水还是热的。你们露营带什么？"):
        post = submit_for_review(post=write(text), by=editor, at=at)
        approve(post=post, version_id=post.version_id or 0, by=approver, at=at)
    monkeypatch.setattr("content.services.review_minding.AT_ONCE", 1)

    for minutes in (0, 5, 10):
        mind_reviews(now=at + dt.timedelta(days=2, minutes=minutes))

    assert Notice.objects.filter(user_id=editor.pk, key__startswith="approval:expiring").count() == 2
