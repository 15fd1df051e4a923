"""W1: the administrator's first evening, as far as it happens in the browser."""

import datetime as dt

from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Grant, User, WeiboAccount
from accounts.tasks import probe
from content.models import QuotaPlan
from tests.accounts.conftest import sandbox, sandbox_process
from tests.browser.conftest import OpenPage
from tests.browser.driving import Watch, axe
from tests.sandbox.conftest import KITCHEN, Sandbox

__all__ = ["sandbox", "sandbox_process"]


class Clicks:
    """Clicks by words, and how many there were."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def on(self, name: str) -> None:
        button, link = self.page.get_by_role("button", name=name), self.page.get_by_role("link", name=name)
        button.or_(link).first.click()
        self.count += 1


def test_w1_it_asks_for_a_password_of_ones_own_first(administrator: User, open_page: OpenPage) -> None:
    administrator.set_password("shown-once-by-the-server")
    administrator.must_change_password = True
    administrator.save()
    page = open_page()
    page.goto("/")
    page.get_by_label("邮箱").fill(administrator.email)
    page.get_by_label("密码", exact=True).fill("shown-once-by-the-server")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="先换一个新密码")).to_be_visible()
    page.get_by_label("当前密码", exact=True).fill("shown-once-by-the-server")
    page.get_by_label("新密码", exact=True).fill("qing-shi-chao-guo-9")
    page.get_by_label("再输一次新密码").fill("qing-shi-chao-guo-9")
    page.get_by_role("button", name="保存新密码").click()
    expect(page.get_by_role("heading", name="工作台", level=1)).to_be_visible()


def test_w1_the_first_steps_tick_themselves_off(
    administrator: User, account: WeiboAccount, open_page: OpenPage
) -> None:
    page = open_page(administrator)
    page.goto("/")
    steps = page.locator(".first-steps")
    expect(steps).to_contain_text("1 / 7")
    steps.get_by_role("link", name="邀请一位同事").click()
    expect(page.get_by_role("heading", name="邀请同事")).to_be_visible()
    QuotaPlan.objects.create(account=account, updated_at=timezone.now())
    page.goto("/")
    expect(steps).to_contain_text("2 / 7")
    assert axe(page) == []


def test_w1_a_second_account_is_connected_in_four_clicks_and_says_what_it_may_do(
    administrator: User, account: WeiboAccount, sandbox: Sandbox, watch: Watch, open_page: OpenPage
) -> None:
    page = open_page(administrator)
    page.goto("/")
    clicks = Clicks(page)
    clicks.on("矩阵")
    clicks.on("接入微博账号")
    page.wait_for_url(f"{sandbox.base}/**")
    page.locator(f"input[name=uid][value='{KITCHEN}']").check()
    clicks.count += 1
    clicks.on("同意")
    page.wait_for_url("**/matrix/**")
    watch.foreign = [url for url in watch.foreign if not url.startswith(sandbox.base)]
    connected = WeiboAccount.objects.get(uid=str(KITCHEN))
    expect(page.get_by_role("heading", name=connected.nickname, level=1)).to_be_visible()
    assert clicks.count <= 4
    probe(connected.pk)  # what the worker does with the message that has just been sent
    expect(page.locator("#capabilities")).to_contain_text("读取收到的评论")
    assert axe(page) == []


def test_w1_a_colleague_gets_rights_on_one_account_until_a_date_in_five_clicks(
    administrator: User, stranger: User, account: WeiboAccount, open_page: OpenPage
) -> None:
    page = open_page(administrator)
    page.goto(f"/matrix/rights/new/?user={stranger.pk}")
    clicks = Clicks(page)
    page.get_by_label("角色").select_option(label="责任编辑")
    expect(page.get_by_label("一个账号")).to_be_checked()
    page.get_by_role("combobox", name="账号", exact=True).click()
    page.get_by_role("option", name=account.nickname).click()
    last = timezone.localdate() + dt.timedelta(days=30)
    page.locator("[name=ends_on]").fill(f"{last:%Y-%m-%d}")
    clicks.on("授予")
    expect(page.locator("body")).to_contain_text(stranger.name)
    grant = Grant.objects.get(user=stranger)
    assert (grant.role, grant.account, grant.ends_at is not None) == ("responsible_editor", account, True)
    assert clicks.count + 3 <= 5  # role, the list of accounts, the account


def test_w1_the_settings_page_says_what_real_weibo_still_needs(administrator: User, open_page: OpenPage) -> None:
    for phone in (False, True):
        page = open_page(administrator, phone=phone)
        page.goto("/settings/")
        for name in ("App Key", "App Secret", "回调地址", "安全域名", "应用级别"):
            expect(page.get_by_text(name, exact=True).first).to_be_visible()
        assert page.get_by_role("button", name="测试").count() >= 5
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
        assert axe(page) == []
