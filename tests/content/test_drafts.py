"""Writing and editing (C3, C4, K5)."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import InternalError, ProgrammingError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User, WeiboAccount
from content.events import post_changed
from content.models import Category, Post, PostState, PostVersion
from content.services import (
    DraftInput,
    cancel_post,
    compute_hash,
    mark_scheduled,
    mark_sending,
    reopen_post,
    save_draft,
)
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry
from tests.content.conftest import TEXT, Write
from weibo.text import weibo_length


@pytest.fixture
def changed() -> Iterator[list[int]]:
    """Ids of posts whose change was told to higher apps."""
    heard: list[int] = []

    def listen(post_id: int, **_kwargs: object) -> None:
        heard.append(post_id)

    post_changed.connect(listen, weak=False)
    yield heard
    post_changed.disconnect(listen)


def test_c4_it_stores_a_version_with_length_and_elements(write: Write, account: WeiboAccount) -> None:
    text = "[开心] 今晚泡什么茶？ @山岚家居 #茶# https://shanlan.example/t"
    post = write(text)

    version = post.version
    assert version is not None and version.number == 1
    assert version.length == weibo_length(text)
    assert version.content_hash == compute_hash(text, [], account)
    assert AuditEntry.objects.get(code="content.post.written").account_id == account.pk


def test_c3_it_finds_the_nine_elements(write: Write) -> None:
    text = "[开心]茶 @山岚家居 #茶# https://v.qq.com/x https://music.163.com/y https://vote.weibo.com/z"
    version = write(text).version

    assert version is not None
    found = {name for name, present in version.elements.items() if present}
    assert found == {"text", "emoji", "mention", "topic", "link", "video", "audio", "app"}
    assert "picture" in version.elements


def test_it_keeps_the_version_when_nothing_was_changed(write: Write) -> None:
    post = write()
    again = write(post=post)

    assert again.version_id == post.version_id
    assert PostVersion.objects.count() == 1


@pytest.mark.parametrize("scheduled", [False, True])
def test_k5_an_edit_voids_the_approval_also_on_the_schedule(
    write: Write,
    approved: Post,
    at: dt.datetime,
    scheduled: bool,
    changed: list[int],
    django_capture_on_commit_callbacks: Any,
) -> None:
    if scheduled:
        mark_scheduled(post=approved, at=at, due_at=at)
    assert Post.objects.get().approval_holds()

    with django_capture_on_commit_callbacks(execute=True):
        write(TEXT + "改过", post=approved)

    post = Post.objects.get()
    assert post.state == PostState.DRAFT
    assert not post.approval_holds()
    assert changed == [post.pk]
    with pytest.raises(Conflict):
        mark_scheduled(post=post, at=at)


def test_k5_nobody_edits_what_is_leaving(write: Write, approved: Post, at: dt.datetime) -> None:
    mark_scheduled(post=approved, at=at, due_at=at)
    mark_sending(post=approved, at=at)

    with pytest.raises(Conflict, match="发送中"):
        write("别的", post=approved)


def test_it_refuses_to_overwrite_a_colleagues_version(write: Write) -> None:
    post = write()
    seen = post.version_id
    write(TEXT + "同事改的", post=post)

    with pytest.raises(Conflict, match="有人修改"):
        write(TEXT + "我改的", post=post, base_version_id=seen)


def test_it_refuses_strangers_readers_and_another_account(
    write: Write,
    stranger: User,
    manager: User,
    account: WeiboAccount,
    other_account: WeiboAccount,
    category: Category,
    at: dt.datetime,
) -> None:
    for person in (stranger, manager):
        with pytest.raises(Forbidden):
            save_draft(draft=DraftInput(account, category, "x"), by=person, at=at)
    with pytest.raises(UserError, match="另一个账号"):
        write(post=write(), account=other_account)
    with pytest.raises(UserError, match="图片"):
        write(media_ids=(4711,))


def test_k5_a_version_cannot_be_changed_afterwards(write: Write) -> None:
    version = write().version
    assert version is not None

    with pytest.raises((InternalError, ProgrammingError, Exception), match="immutable"), transaction.atomic():
        PostVersion.objects.filter(pk=version.pk).update(text="anders")


def test_k5_it_cancels_and_reopens_without_the_old_approval(approved: Post, editor: User, at: dt.datetime) -> None:
    post = cancel_post(post=approved, by=editor, at=at, reason="过时了")
    assert post.state == PostState.CANCELLED

    post = reopen_post(post=post, by=editor, at=at)
    assert post.state == PostState.DRAFT
    assert not post.approval_holds()
    assert AuditEntry.objects.get(code="content.post.cancelled").reason == "过时了"


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(min_size=1, max_size=300).filter(lambda text: "\x00" not in text))
def test_c4_any_text_is_stored_to_the_character(write: Write, text: str) -> None:
    version = write(text).version

    assert version is not None
    version.refresh_from_db()
    assert version.text == text
    assert version.length == weibo_length(text)
