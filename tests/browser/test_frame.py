"""The frame in a real browser: keyboard, themes, widths, toasts, switcher."""

import re
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import AccountGroup, User, WeiboAccount
from core.models import Job, JobState
from publishing.models import Freeze, FreezeScope
from tests.browser.conftest import OpenPage
from tests.browser.driving import axe

PATHS = ["/", "/search/?q=山岚", "/jobs/", "/settings/", "/scope/"]


@pytest.fixture(autouse=True)
def _something_to_see(account: WeiboAccount, administrator: User) -> Iterator[None]:
    now = timezone.now()
    Job.objects.create(
        kind="content.import",
        title="导入 内容库.csv",
        state=JobState.RUNNING,
        created_by_id=administrator.pk,
        created_at=now,
        done=42,
        total=100,
    )
    yield


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_it_has_no_accessibility_violation(administrator: User, open_page: OpenPage, phone: bool, dark: bool) -> None:
    page = open_page(administrator, phone=phone, dark=dark)
    for path in PATHS:
        page.goto(path)
        assert axe(page) == [], path
        assert page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth"), path


def test_it_is_searched_by_keyboard(administrator: User, account: WeiboAccount, open_page: OpenPage) -> None:
    page = open_page(administrator)
    page.goto("/")
    page.keyboard.press("/")
    expect(page.locator("#search-field")).to_be_focused()
    page.keyboard.type("山岚")
    expect(page.locator("#search-results a")).to_have_text(re.compile("山岚家居"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/{account.pk}/|account={account.pk}"))
    page.wait_for_load_state()
    page.keyboard.press("Control+k")
    expect(page.locator("#search-field")).to_be_focused()


def test_it_shows_its_keys_and_goes_to_pages_by_letters(administrator: User, open_page: OpenPage) -> None:
    page = open_page(administrator)
    page.goto("/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="键盘快捷键")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page.get_by_role("heading", level=1)).to_have_text("设置")


def test_it_keeps_theme_and_width_of_the_navigation(administrator: User, open_page: OpenPage) -> None:
    page = open_page(administrator)
    page.goto("/")
    root = page.locator("html")
    expect(root).to_have_attribute("data-bs-theme", "light")
    page.get_by_role("button", name="我的菜单").click()
    page.get_by_role("button", name="深色").click()
    expect(root).to_have_attribute("data-bs-theme", "dark")
    page.get_by_role("button", name="收起导航").click()
    page.goto("/settings/")
    expect(root).to_have_attribute("data-bs-theme", "dark")
    expect(root).to_have_attribute("data-nav", "narrow")


def test_it_follows_the_system_into_the_dark(administrator: User, open_page: OpenPage) -> None:
    page = open_page(administrator)
    page.goto("/")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_a_phone_has_a_bar_and_a_menu(administrator: User, open_page: OpenPage) -> None:
    page = open_page(administrator, phone=True)
    page.goto("/")
    expect(page.locator("#rail")).to_be_hidden()
    page.get_by_role("button", name="更多").click()
    expect(page.locator("#rail")).to_be_visible()
    page.locator("#rail").get_by_role("link", name="设置").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("设置")


def test_a_phone_without_javascript_has_its_menu_too(administrator: User, open_page: OpenPage) -> None:
    page = open_page(administrator, phone=True, js=False)
    page.goto("/")
    page.locator(".phone-bar").get_by_text("更多").click()
    expect(page.locator("#rail")).to_be_visible()


def test_a_toast_comes_goes_and_offers_undo(administrator: User, open_page: OpenPage) -> None:
    page = open_page(administrator)
    page.goto("/")
    page.evaluate("showToast('已取消排期。', 'success', '/jobs/')")
    toast = page.locator(".notice", has_text="已取消排期。")
    expect(toast.get_by_role("button", name="撤销")).to_be_visible()
    assert axe(page) == []
    toast.get_by_role("button", name="关闭").click()
    expect(toast).to_be_hidden()


def test_stopping_a_job_says_so_on_the_next_page(administrator: User, open_page: OpenPage) -> None:
    page = open_page(administrator)
    page.goto("/jobs/")
    page.get_by_role("button", name="停止").click()
    expect(page.locator(".notice")).to_contain_text("已通知“导入 内容库.csv”停止")
    expect(page.get_by_text("正在停止…")).to_be_visible()


def test_the_switcher_finds_accounts_by_typing(
    administrator: User, account: WeiboAccount, other_account: WeiboAccount, open_page: OpenPage
) -> None:
    account.group = AccountGroup.objects.create(name="山岚集团")
    account.save()
    page = open_page(administrator)
    page.goto("/jobs/")
    page.get_by_role("button", name="全部账号").click()
    menu = page.locator("#scope-menu")
    expect(menu.get_by_role("link", name="山岚集团")).to_be_visible()
    menu.get_by_role("searchbox").fill("厨房")
    expect(menu.get_by_role("link")).to_have_count(1)
    menu.get_by_role("link", name="山岚厨房").click()
    expect(page).to_have_url(re.compile(rf"/jobs/\?account={other_account.pk}$"))
    expect(page.locator(".scope-button")).to_contain_text("山岚厨房")
    expect(page.locator("#rail").get_by_role("link", name="工作台")).to_have_attribute(
        "href", f"/?account={other_account.pk}"
    )


def test_a_freeze_shines_red_with_its_scope(administrator: User, open_page: OpenPage) -> None:
    Freeze.objects.create(scope=FreezeScope.ALL, reason="突发舆情", started_at=timezone.now())
    page = open_page(administrator)
    page.goto("/")
    expect(page.locator(".freeze-light")).to_contain_text("已冻结 · 全部账号")
    assert axe(page) == []


def test_it_copies_the_callback_address_and_runs_a_test(administrator: User, open_page: OpenPage) -> None:
    page = open_page(administrator)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/settings/")
    page.get_by_role("button", name="复制").click()
    expect(page.locator(".notice", has_text="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith("/matrix/oauth/callback/")
    page.get_by_role("button", name=re.compile(r"测试\s*安全域名")).click()
    expect(page.locator("#test-safe_domain-domain")).to_contain_text("还没有填写 WEIBO_SAFE_DOMAIN")
