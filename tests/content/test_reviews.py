"""Submitting and deciding (K5, C7)."""

import datetime as dt
import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection

from accounts.models import User
from accounts.roles import Role
from content.models import Category, Decision, Post, PostState, Review
from content.services import (
    DraftInput,
    Scores,
    approve,
    mark_failed,
    mark_published,
    mark_scheduled,
    mark_sending,
    mark_unconfirmed,
    mark_unscheduled,
    request_changes,
    save_draft,
    submit_for_review,
)
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry
from tests.conftest import make_account, make_user
from tests.content.conftest import TEXT, Write


def test_k5_a_second_person_approves_a_version_to_the_byte(submitted: Post, approver: User, at: dt.datetime) -> None:
    version_id = submitted.version_id or 0
    post = approve(post=submitted, version_id=version_id, by=approver, at=at, scores=Scores(5, 4, 3, 2), comment="好")

    assert post.state == PostState.APPROVED
    assert post.approval_holds()
    review = Review.objects.get()
    assert (review.decision, review.relevance, review.communication) == (Decision.APPROVED, 5, 2)
    assert review.content_hash == post.approved_hash
    assert AuditEntry.objects.filter(code="content.post.approved", actor_id=approver.pk).exists()


def test_c7_it_refuses_scores_that_are_none(submitted: Post, approver: User, at: dt.datetime) -> None:
    with pytest.raises(UserError, match="1 到 5"):
        approve(post=submitted, version_id=submitted.version_id or 0, by=approver, at=at, scores=Scores(relevance=6))


def test_k5_never_ones_own(write: Write, editor: User, approver: User, at: dt.datetime) -> None:
    """Author of the post, submitter and author of the current version are all barred."""
    post = submit_for_review(post=write(), by=approver, at=at)
    for person in (editor, approver):
        with pytest.raises(Forbidden, match="另一位同事"):
            approve(post=post, version_id=post.version_id or 0, by=person, at=at)


def test_k5_who_rewrote_it_may_not_approve_it(submitted: Post, approver: User, editor: User, at: dt.datetime) -> None:
    draft = DraftInput(submitted.account, submitted.category, TEXT + "改", post=submitted)
    save_draft(draft=draft, by=approver, at=at)
    post = submit_for_review(post=submitted, by=editor, at=at)

    with pytest.raises(Forbidden):
        approve(post=post, version_id=post.version_id or 0, by=approver, at=at)


def test_k5_it_refuses_a_version_that_was_overtaken(
    submitted: Post, write: Write, editor: User, approver: User, at: dt.datetime
) -> None:
    seen = submitted.version_id or 0
    post = submit_for_review(post=write(TEXT + "改", post=submitted), by=editor, at=at)

    with pytest.raises(Conflict, match="刚修改过"):
        approve(post=post, version_id=seen, by=approver, at=at)


def test_k5_it_refuses_who_may_not_review(
    submitted: Post, manager: User, stranger: User, colleague: User, at: dt.datetime
) -> None:
    for person in (manager, stranger, colleague):
        with pytest.raises(Forbidden):
            approve(post=submitted, version_id=submitted.version_id or 0, by=person, at=at)


def test_k5_changes_need_a_comment(submitted: Post, approver: User, editor: User, at: dt.datetime) -> None:
    version_id = submitted.version_id or 0
    with pytest.raises(UserError, match="需要修改什么"):
        request_changes(post=submitted, version_id=version_id, comment=" ", by=approver, at=at)

    post = request_changes(post=submitted, version_id=version_id, comment="水温写错了", by=approver, at=at)

    assert post.state == PostState.CHANGES_ASKED
    assert Review.objects.get().comment == "水温写错了"
    assert submit_for_review(post=post, by=editor, at=at).state == PostState.IN_REVIEW


@pytest.mark.parametrize("text", ["字" * 141, "https://shanlan.example/only", "能根治失眠吗？"])
def test_c4_c5_c13_an_error_blocks_submitting(write: Write, editor: User, at: dt.datetime, text: str) -> None:
    post = write(text)

    with pytest.raises(UserError):
        submit_for_review(post=post, by=editor, at=at)
    assert Post.objects.get().state == PostState.DRAFT


def test_k5_publishing_moves_it_along(approved: Post, at: dt.datetime) -> None:
    mark_scheduled(post=approved, at=at, due_at=at)
    assert mark_unscheduled(post=approved, at=at).state == PostState.APPROVED
    mark_scheduled(post=approved, at=at, due_at=at)
    mark_sending(post=approved, at=at)
    mark_unconfirmed(post=approved, at=at)
    post = mark_published(post=approved, at=at)

    assert (post.state, post.published_at) == (PostState.PUBLISHED, at)
    for mark in (mark_failed, mark_sending):
        with pytest.raises(Conflict):
            mark(post=approved, at=at)


def test_k5_it_is_not_scheduled_without_approval(submitted: Post, at: dt.datetime) -> None:
    with pytest.raises(Conflict, match="没有通过审核"):
        mark_scheduled(post=submitted, at=at, due_at=at)


@pytest.mark.django_db(transaction=True)
def test_k5_approving_and_editing_at_once_never_approves_unseen_text(at: dt.datetime) -> None:
    """Two real connections: whoever comes second is refused, or voids what the first one did."""
    editor, approver = make_user("甲", Role.RESPONSIBLE_EDITOR), make_user("乙", Role.CHIEF_EDITOR)
    account = make_account("并发", "5501000009")
    category = Category.objects.get(slug="knowledge")
    for turn in range(6):
        post = save_draft(draft=DraftInput(account, category, f"{TEXT}{turn}"), by=editor, at=at)
        post = submit_for_review(post=post, by=editor, at=at)
        seen, edit = post.version_id or 0, DraftInput(account, category, f"偷换的文字{turn}？", post=post)
        together(
            partial(approve, post=post, version_id=seen, by=approver, at=at),
            partial(save_draft, draft=edit, by=editor, at=at),
        )
        post = Post.objects.get(pk=post.pk)
        assert post.version is not None and post.version.text.startswith("偷换")
        assert post.state == PostState.DRAFT
        assert not post.approval_holds()


def together(*calls: Callable[[], object]) -> None:
    """Run each call in a thread with its own connection, starting at the same moment."""
    gate = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> None:
        gate.wait()
        try:
            call()
        except Conflict:
            pass  # the loser is told
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
