"""Signing in, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from tests.browser.conftest import OpenPage
from tests.browser.driving import Watch, axe

PASSWORD = "qinghe-morning-7"


@pytest.fixture
def newcomer(administrator: User) -> User:
    """An administrator with a password that was shown once."""
    administrator.email = "first@example.com"
    administrator.set_password(PASSWORD)
    administrator.must_change_password = True
    administrator.save()
    return administrator


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_it_asks_for_a_new_password_and_lets_people_in(newcomer: User, open_page: OpenPage, js: bool) -> None:
    page = open_page(js=js)
    page.goto("/reports/")
    page.get_by_label("邮箱").fill(newcomer.email)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("先换一个新密码")
    page.get_by_label("当前密码").fill(PASSWORD)
    page.get_by_label("新密码", exact=True).fill("a-better-one-42")
    page.get_by_label("再输一次新密码").fill("a-better-one-42")
    page.get_by_role("button", name="保存新密码").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("工作台")
    expect(page.get_by_text("密码已修改。")).to_be_visible()


def test_it_says_what_is_wrong_and_keeps_the_address(newcomer: User, open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/sign-in/")
    page.get_by_label("邮箱").fill(newcomer.email)
    page.get_by_label("密码", exact=True).fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("邮箱")).to_have_value(newcomer.email)


@pytest.mark.parametrize("path", ["/sign-in/", "/sign-in/reset/", "/sign-in/reset/done/", "/sign-in/closed/"])
def test_it_has_no_accessibility_violation(path: str, db: None, open_page: OpenPage) -> None:
    for phone, dark in ((False, False), (True, True), (True, False), (False, True)):
        page = open_page(phone=phone, dark=dark)
        page.goto(path)
        assert axe(page) == [], (phone, dark)


def test_a_page_that_does_not_exist_says_so(administrator: User, open_page: OpenPage, watch: Watch) -> None:
    for user, dark in ((None, False), (administrator, True)):
        page = open_page(user, dark=dark)
        page.goto("/nowhere/")
        expect(page.get_by_role("heading", level=1)).to_have_text("没有找到")
        assert axe(page) == []
    watch.errors.clear()
