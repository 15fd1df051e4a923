"""A7: what somebody without a valid assessment wrote is approved one by one, by somebody who has one."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import Assessment, User, WeiboAccount
from content.models import Category, Post, PostState
from content.services import DraftInput, approve, request_changes, save_draft, submit_for_review
from content.services.reviews import approve_many
from core.errors import Conflict, Forbidden
from tests.conftest import ClientOf


@pytest.fixture
def by_newcomer(account: WeiboAccount, category: Category, unassessed_editor: User, at: dt.datetime) -> Post:
    """A post in review, written by somebody without an assessment."""
    draft = DraftInput(account=account, category=category, text="旧茶壶的壶嘴堵了，用什么通最快？说说你的办法。")
    post = save_draft(draft=draft, by=unassessed_editor, at=at)
    return submit_for_review(post=post, by=unassessed_editor, at=at)


def test_a7_an_assessed_person_approves_it(by_newcomer: Post, approver: User, at: dt.datetime) -> None:
    done = approve(post=by_newcomer, version_id=by_newcomer.version_id or 0, by=approver, at=at)
    assert done.state == PostState.APPROVED


def test_a7_nobody_approves_it_in_bulk(by_newcomer: Post, submitted: Post, approver: User, at: dt.datetime) -> None:
    chosen = [(post.pk, post.version_id or 0) for post in (by_newcomer, submitted)]
    refused, done = approve_many(chosen=chosen, by=approver, at=at)
    assert "不能批量通过" in str(refused.error) and done.error is None
    with pytest.raises(Conflict):
        approve(post=by_newcomer, version_id=by_newcomer.version_id or 0, by=approver, at=at, in_bulk=True)


def test_a7_a_reviewer_without_assessment_may_only_send_it_back(
    by_newcomer: Post, submitted: Post, approver: User, at: dt.datetime
) -> None:
    Assessment.objects.filter(user=approver).update(withdrawn_at=at)
    with pytest.raises(Forbidden, match="须由已评定的同事审核"):
        approve(post=by_newcomer, version_id=by_newcomer.version_id or 0, by=approver, at=at)
    # what an assessed colleague wrote he may still approve
    assert approve(post=submitted, version_id=submitted.version_id or 0, by=approver, at=at).approved_hash
    back = request_changes(
        post=by_newcomer, version_id=by_newcomer.version_id or 0, comment="写清时间", by=approver, at=at
    )
    assert back.state == PostState.CHANGES_ASKED


def test_a7_the_review_page_says_why(
    client_of: ClientOf, by_newcomer: Post, submitted: Post, approver: User, unassessed_editor: User
) -> None:
    page = client_of(approver).get(reverse("content:reviews")).content.decode()
    assert "请逐字看过再决定" in page
    assert f'value="{by_newcomer.pk}:' not in page and f'value="{submitted.pk}:' in page
    composer = client_of(unassessed_editor).get(reverse("content:post_edit", args=[by_newcomer.pk])).content.decode()
    assert "您没有有效的操作资格评定" in composer
