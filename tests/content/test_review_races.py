"""Two real connections decide about one post at once (K5)."""

import datetime as dt
import threading
from functools import partial

import pytest
from django.db import connection, transaction

from accounts.roles import Role
from content.models import Category, Post, PostState, Review, ReviewStage, ReviewStep, StageState, StepNeed
from content.services import DraftInput, approve, request_changes, save_draft, submit_for_review
from content.services.bulk import sort_post
from content.services.states import locked
from tests.conftest import make_account, make_user
from tests.content.conftest import TEXT
from tests.content.test_reviews import together


@pytest.mark.django_db(transaction=True)
def test_k5_two_last_deciders_at_once_each_count_once(at: dt.datetime) -> None:
    editor = make_user("甲", Role.RESPONSIBLE_EDITOR)
    deciders = [make_user(name, Role.CHIEF_EDITOR) for name in ("乙", "丙")]
    account, category = make_account("并发", "5501000009"), Category.objects.get(slug="knowledge")
    ReviewStep.objects.filter(is_active=True).update(need=StepNeed.COUNT, count=2)
    for turn in range(4):
        post = save_draft(draft=DraftInput(account, category, f"{TEXT}{turn}"), by=editor, at=at)
        post = submit_for_review(post=post, by=editor, at=at)
        together(
            *(partial(approve, post=post, version_id=post.version_id or 0, by=person, at=at) for person in deciders)
        )
        post = Post.objects.get(pk=post.pk)
        assert post.state == PostState.APPROVED and post.approval_holds()
        assert Review.objects.filter(post=post).count() == 2
        assert ReviewStage.objects.get(post=post).state == StageState.PASSED


@pytest.mark.django_db(transaction=True)
def test_k5_yes_and_no_at_once_leave_one_answer(at: dt.datetime) -> None:
    editor = make_user("甲", Role.RESPONSIBLE_EDITOR)
    one, other = (make_user(name, Role.CHIEF_EDITOR) for name in ("乙", "丙"))
    account, category = make_account("并发", "5501000009"), Category.objects.get(slug="knowledge")
    for turn in range(4):
        post = save_draft(draft=DraftInput(account, category, f"{TEXT}{turn}"), by=editor, at=at)
        post = submit_for_review(post=post, by=editor, at=at)
        seen = post.version_id or 0
        together(
            partial(approve, post=post, version_id=seen, by=one, at=at),
            partial(request_changes, post=post, version_id=seen, comment="改", by=other, at=at),
        )
        post = Post.objects.get(pk=post.pk)
        assert Review.objects.filter(post=post).count() == 1
        assert post.approval_holds() == (post.state == PostState.APPROVED)
        assert post.state in {PostState.APPROVED, PostState.CHANGES_ASKED}


@pytest.mark.django_db(transaction=True)
def test_k5_a_post_that_is_sorted_while_it_is_approved_is_found(at: dt.datetime) -> None:
    """The row is waited for and joined anew: what it belonged to before is no reason to miss it."""
    editor, approver = make_user("甲", Role.RESPONSIBLE_EDITOR), make_user("乙", Role.CHIEF_EDITOR)
    account, category = make_account("并发", "5501000009"), Category.objects.get(slug="knowledge")
    fun = Category.objects.get(slug="fun")
    post = save_draft(draft=DraftInput(account, category, TEXT), by=editor, at=at)
    post = submit_for_review(post=post, by=editor, at=at)
    faults: list[Exception] = []

    def approving() -> None:
        try:
            approve(post=post, version_id=post.version_id or 0, by=approver, at=at)
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    with transaction.atomic():
        sort_post(post=locked(post), name="category_id", value=fun.pk, by=editor, at=at)
        thread = threading.Thread(target=approving)
        thread.start()
        thread.join(timeout=2)
    thread.join()

    assert faults == []
    post = Post.objects.get(pk=post.pk)
    assert post.state == PostState.APPROVED and post.category == fun
