"""A stale session is asked who it is: in a dialog for htmx, on a page without JavaScript; nothing typed is lost."""

import time
from importlib import import_module

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from accounts.models import AccountState, User, WeiboAccount
from accounts.sign_in.freshness import KEY
from core.models import AuditEntry
from tests.browser.conftest import OpenPage
from tests.browser.driving import Watch, axe

PASSWORD = "qinghe-morning-7"


@pytest.fixture
def person(administrator: User) -> User:
    administrator.set_password(PASSWORD)
    administrator.save()
    return administrator


def make_stale(page: Page) -> None:
    """The session of the page was proved an hour ago."""
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    session = import_module(settings.SESSION_ENGINE).SessionStore(cookies[settings.SESSION_COOKIE_NAME])
    session[KEY] = time.time() - 3600
    session.save()


@pytest.mark.parametrize("js", [True, False], ids=["dialog", "no-js"])
def test_it_asks_and_goes_on(person: User, account: WeiboAccount, open_page: OpenPage, watch: Watch, js: bool) -> None:
    page = open_page(person, js=js)
    page.goto(f"/matrix/{account.pk}/")
    make_stale(page)
    page.locator("summary", has_text="停用账号").click()
    page.get_by_label("原因").fill("品牌合并")
    page.get_by_role("button", name="停用账号").click()
    expect(page.get_by_role("heading", name="请确认是您本人")).to_be_visible()
    if js:
        assert axe(page) == []
    page.get_by_label("密码", exact=True).fill("wrong")
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_text("密码不对。")).to_be_visible()
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_text("已停用").first).to_be_visible()
    account.refresh_from_db()
    assert account.state == AccountState.RETIRED
    assert AuditEntry.objects.get(code="accounts.account.retired").reason == "品牌合并"
    watch.errors.clear()  # the browser logs the 403 and the 422
