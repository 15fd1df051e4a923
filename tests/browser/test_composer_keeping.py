"""W2: the text survives another machine, a lost connection, a lost session and a colleague's edit."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User, WeiboAccount
from content.models import Category, Post, WorkingCopy
from content.services import DraftInput, save_draft
from tests.browser.conftest import OpenPage, session_cookie
from tests.browser.driving import Watch

TEXT = "保温杯里的茶垢，用小苏打加温水泡半小时就能刷掉。你家是怎么洗杯子的？"


@pytest.fixture
def here(account: WeiboAccount) -> WeiboAccount:
    WeiboAccount.objects.update(channel="hand_over")
    return account


def compose(page: Page, account: WeiboAccount) -> None:
    page.goto(f"/content/compose/?account={account.pk}")
    page.locator("textarea.composer-text").fill(TEXT)


def test_w2_writing_goes_on_at_another_machine(open_page: OpenPage, editor: User, here: WeiboAccount) -> None:
    page = open_page(editor)
    compose(page, here)
    expect(page.locator("[data-kept]")).to_contain_text("已自动保存")
    assert Post.objects.count() == 0
    other = open_page(editor)
    other.goto(f"/content/compose/?account={here.pk}")
    expect(other.locator("textarea.composer-text")).to_have_value(TEXT)
    other.get_by_role("button", name="放弃").click()
    expect(other.locator("textarea.composer-text")).to_have_value("")
    assert not WorkingCopy.objects.exists()


def test_w2_a_lost_session_loses_no_word(
    open_page: OpenPage, editor: User, here: WeiboAccount, live_server: object, watch: Watch
) -> None:
    page = open_page(editor)
    compose(page, here)
    expect(page.locator("[data-kept]")).to_contain_text("已自动保存")
    Session.objects.all().delete()
    page.context.clear_cookies()
    page.get_by_role("button", name="存草稿").click()
    expect(page.get_by_role("dialog")).to_contain_text("登录已过期")
    page.context.add_cookies([session_cookie(editor, page.url)])
    page.wait_for_url("**/content/posts/**")
    assert Post.objects.get().version.text == TEXT  # type: ignore[union-attr]
    watch.errors.clear()


def test_w2_a_lost_connection_loses_no_word(
    open_page: OpenPage, editor: User, here: WeiboAccount, watch: Watch
) -> None:
    page = open_page(editor)
    page.goto(f"/content/compose/?account={here.pk}")
    page.context.set_offline(True)
    page.locator("textarea.composer-text").fill(TEXT)
    expect(page.locator("[data-kept]")).to_contain_text("没有网络")
    page.get_by_role("button", name="存草稿").click()
    expect(page.get_by_role("dialog")).to_contain_text("没有网络")
    page.context.set_offline(False)
    page.wait_for_url("**/content/posts/**")
    assert Post.objects.get().version.text == TEXT  # type: ignore[union-attr]
    watch.errors.clear()


def test_w2_a_colleagues_edit_is_laid_beside_ones_own(
    open_page: OpenPage, editor: User, approver: User, here: WeiboAccount, watch: Watch
) -> None:
    category = Category.objects.get(slug="knowledge")
    post = save_draft(draft=DraftInput(here, category, "杯子要常洗。"), by=editor, at=timezone.now())
    page = open_page(editor)
    page.goto(f"/content/posts/{post.pk}/edit/")
    save_draft(draft=DraftInput(here, category, "杯子天天洗。", post=post), by=approver, at=timezone.now())
    page.locator("textarea.composer-text").fill(TEXT)
    expect(page.locator("[data-kept]")).to_contain_text("同事已保存新版本")
    page.get_by_role("button", name="存草稿").click()
    expect(page.locator(".overlap")).to_contain_text("什么都没有丢")
    expect(page.locator("textarea.composer-text")).to_have_value(TEXT)
    page.get_by_role("button", name="保存我的文字为新版本").click()
    page.wait_for_url("**/content/posts/*/")
    post.refresh_from_db()
    assert post.version is not None and (post.version.number, post.version.text) == (3, TEXT)
    watch.errors.clear()
