"""What an account cannot post is said while writing, on submit and on approval, in the same words (K6)."""

import datetime as dt

import pytest
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User, WeiboAccount
from content.models import Category, Media, Post, PostState
from content.services import DraftInput, approve, save_draft, submit_for_review
from core.errors import Forbidden, UserError
from tests.conftest import ClientOf
from tests.content.conftest import TEXT, Write
from tests.content.test_pages import pane


@pytest.fixture
def three(db: None, at: dt.datetime) -> tuple[int, ...]:
    """Keys of three pictures."""
    facts = {"mime": "image/png", "width": 1, "height": 1, "size": 1, "created_at": at}
    return tuple(Media.objects.create(sha256=f"{n:064d}", file=f"{n}.png", **facts).pk for n in range(3))


def check(client_of: ClientOf, user: User, account: WeiboAccount, **fields: object) -> str:
    data = pane(account, TEXT, **fields) | {"check": account.pk}
    return client_of(user).post(reverse("content:check"), data).text


def test_k6_the_composer_says_what_this_account_cannot_post(
    client_of: ClientOf, editor: User, account: WeiboAccount, three: tuple[int, ...]
) -> None:
    html = check(client_of, editor, account, pictures=",".join(map(str, three)))
    for words in ("普通应用", "单图", "需带链接", "最多可带 1 张图片，现在有 3 张", 'data-offer="hand_over"'):
        assert words in html
    assert 'data-offer="first_picture"' in html
    handed = check(client_of, editor, account, pictures=",".join(map(str, three)), by_hand="on")
    assert "人工发布" in handed and "最多可带 1 张" not in handed


def test_k6_who_may_not_schedule_is_not_offered_the_override(
    client_of: ClientOf, account: WeiboAccount, three: tuple[int, ...]
) -> None:
    from accounts.roles import Role
    from tests.conftest import make_user

    painter = make_user("painter", Role.PICTURE_EDITOR)
    html = check(client_of, painter, account, pictures=",".join(map(str, three)))
    assert 'data-offer="hand_over"' not in html and 'data-offer="first_picture"' in html
    page = client_of(painter).get(reverse("content:compose") + f"?account={account.pk}").text
    assert "data-by-hand" not in page
    draft = DraftInput(account, Category.objects.get(slug="knowledge"), TEXT, by_hand=True)
    with pytest.raises(Forbidden):
        save_draft(draft=draft, by=painter, at=account.created_at)
    assert not Post.objects.exists(), "nothing is half saved"


def test_k6_submit_refuses_and_the_override_lets_it_pass(
    write: Write, editor: User, three: tuple[int, ...], at: dt.datetime
) -> None:
    post = write(media_ids=three)
    with pytest.raises(UserError, match="最多可带 1 张图片，现在有 3 张"):
        submit_for_review(post=post, by=editor, at=at)
    post = write(media_ids=three, post=post, by_hand=True)
    assert submit_for_review(post=post, by=editor, at=at).state == PostState.IN_REVIEW


def test_k6_approval_runs_the_same_check(submitted: Post, approver: User, at: dt.datetime, settings: Settings) -> None:
    settings.WEIBO_SAFE_DOMAIN = "shanlan.example"
    with pytest.raises(UserError, match=r"shanlan\.example 下的链接"):
        approve(post=submitted, version_id=submitted.version_id or 0, by=approver, at=at)
    submitted.refresh_from_db()
    assert submitted.state == PostState.IN_REVIEW


def test_k6_the_composer_keeps_the_override(client_of: ClientOf, editor: User, account: WeiboAccount) -> None:
    client, url = client_of(editor), reverse("content:compose")
    client.post(url, pane(account, TEXT, by_hand="on") | {"account": account.pk, "action": "save"})
    post = Post.objects.get()
    assert post.by_hand
    assert "checked" in client.get(reverse("content:post_edit", args=[post.pk])).text.split("data-by-hand")[1][:80]
    client.post(reverse("content:by_hand", args=[post.pk]), {"back": "1"})
    post.refresh_from_db()
    assert not post.by_hand
