"""Passkeys, codes and recovery codes in a real Chromium with a virtual authenticator."""

import re

import pytest
from playwright.sync_api import CDPSession, Page, expect

from accounts.models import User
from tests.accounts.sign_in.codes import code_now
from tests.browser.conftest import OpenPage
from tests.browser.driving import axe

PASSWORD = "qinghe-morning-7"


@pytest.fixture
def person(administrator: User) -> User:
    administrator.email = "first@example.com"
    administrator.set_password(PASSWORD)
    administrator.save()
    return administrator


def virtual_authenticator(page: Page) -> CDPSession:
    """A device with a fingerprint sensor that always recognises its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    wish = {**options, "isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": wish})
    return session


def sign_out(page: Page) -> None:
    page.goto("/sign-in/out/")
    page.get_by_role("button", name="退出登录").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")


def by_password(page: Page, user: User) -> None:
    page.get_by_label("邮箱").fill(user.email)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def test_a_passkey_is_added_and_opens_the_door(person: User, open_page: OpenPage) -> None:
    page = open_page(person)
    virtual_authenticator(page)
    page.goto("/sign-in/me/")
    page.get_by_role("link", name="添加", exact=True).click()
    page.get_by_label("名称").fill("办公电脑")
    assert axe(page) == []
    page.get_by_role("button", name="添加").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("恢复码")
    page.goto("/sign-in/me/")
    expect(page.get_by_text("办公电脑")).to_be_visible()
    assert axe(page) == []

    sign_out(page)
    page.get_by_role("button", name="使用通行密钥").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("工作台")

    sign_out(page)
    by_password(page, person)
    expect(page.get_by_role("heading", level=1)).to_have_text("两步验证")
    assert axe(page) == []
    page.get_by_role("button", name="用通行密钥验证").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("工作台")


def test_without_a_passkey_the_page_says_so(person: User, open_page: OpenPage) -> None:
    page = open_page()
    page.add_init_script(
        "CredentialsContainer.prototype.get = () => Promise.reject(new DOMException('', 'NotAllowedError'))"
    )
    page.goto("/sign-in/")
    page.get_by_role("button", name="使用通行密钥").click()
    expect(page.get_by_text("没有用上通行密钥")).to_be_visible()
    expect(page.get_by_role("button", name="使用通行密钥")).to_be_enabled()


def test_an_app_and_a_recovery_code(person: User, open_page: OpenPage) -> None:
    page = open_page(person, phone=True)
    page.goto("/sign-in/me/app/")
    expect(page.get_by_role("img", name="二维码")).to_be_visible()
    page.get_by_text("手工输入密钥").click()
    secret = page.locator(".secret-text").inner_text()
    page.get_by_label("验证码").fill(code_now(secret))
    assert axe(page) == []
    page.get_by_role("button", name="启用").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("恢复码")
    codes = re.findall(r"\d{5}-\d{5}", page.locator("#codes").inner_text())
    with page.expect_download() as download:
        page.get_by_role("button", name="下载").click()
    assert codes[0] in download.value.path().read_text()
    assert axe(page) == []

    sign_out(page)
    by_password(page, person)
    page.get_by_label("验证码").fill(code_now(secret, later=1))
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("工作台")

    for again in (False, True):
        sign_out(page)
        by_password(page, person)
        page.get_by_label("验证码").fill(codes[0])
        page.get_by_role("button", name="继续").click()
        title = "两步验证" if again else "工作台"
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
