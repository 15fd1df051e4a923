"""E1: a private message, all the way: the sandbox calls us, somebody answers in the browser, the fan has it once."""

import time
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from engagement.models import FansEvent, Thread
from engagement.services import take_events
from tests.browser.conftest import OpenPage
from tests.browser.driving import Watch, axe
from tests.live_weibo import FANS, UID, Live, live, platform
from tests.weibo.sandbox_process import APP

__all__ = ["live", "platform"]


def arrived(count: int) -> None:
    """What the sandbox pushes comes within a moment; then our sweep takes it."""
    for _try in range(200):
        if FansEvent.objects.filter(body__gt="").count() >= count:
            take_events(now=timezone.now())
            return
        time.sleep(0.05)
    raise AssertionError("the push did not come")


def sent(live: Live) -> list[str]:
    rows = live.platform.control(f"messages?uid={UID}")
    assert isinstance(rows, list)
    return [row["text"] for row in rows if row["direction"] == "out"]


@pytest.fixture
def ours(transactional_db: None, live: Live, live_server: LiveServer, settings: Settings) -> Live:
    """Our account on the sandbox, and the address that the sandbox is to call."""
    settings.BASE_URL = live_server.url
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, urlsplit(live_server.url).hostname or ""]
    return live


def test_e1_a_private_message_from_the_callback_to_the_answer(
    ours: Live, administrator: User, customer_editor: User, open_page: OpenPage, watch: Watch
) -> None:
    admin = open_page(administrator)
    admin.goto("/inbox/service/")
    admin.click("text=在沙箱登记并测试")
    expect(admin.locator("body")).to_contain_text("回调地址应答正确")
    admin.goto(f"/inbox/service/{ours.account.pk}/")
    admin.fill("[name=token]", ours.platform.token(UID, APP))
    admin.click("text=保存")
    expect(admin.locator("body")).to_contain_text("私信设置已保存")

    page = open_page(customer_editor)
    page.goto("/inbox/")
    ours.platform.control("messages", {"sender": FANS[0], "receiver": UID, "text": "杯盖漏水，怎么换"})
    arrived(1)
    page.goto("/inbox/")
    page.keyboard.press("j")
    page.wait_for_selector("#talk")
    expect(page.locator("#talk")).to_contain_text("杯盖漏水，怎么换")
    expect(page.locator("#thread .window")).to_contain_text("前可以私信")
    expect(page.locator(".row-window")).to_contain_text("私信到")
    page.keyboard.press("r")
    page.keyboard.type("您好，请告诉我订单号")
    assert page.locator("[data-count]").inner_text() == "10 / 300"

    ours.platform.control("messages", {"sender": FANS[0], "receiver": UID, "text": "在吗"})
    arrived(2)
    page.keyboard.press("Control+Enter")  # he wrote again meanwhile: it is seen before it is answered
    expect(page.locator("#reply-errors")).to_contain_text("对方刚刚又发来：在吗")
    watch.errors.clear()  # the browser reports the 409 itself
    assert sent(ours) == []
    assert axe(page) == []
    page.focus("#reply-text")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector('[data-thread-changed="answered"]')
    assert sent(ours) == ["您好，请告诉我订单号"]
    assert Thread.objects.count() == 1
    assert admin.goto("/inbox/service/") is not None
    expect(admin.locator(".service-setup")).to_contain_text("2 条")
    assert axe(admin) == []


def test_e1_a_new_message_shows_itself_in_the_open_talk(
    ours: Live, administrator: User, customer_editor: User, open_page: OpenPage, watch: Watch
) -> None:
    admin = open_page(administrator)
    admin.goto("/inbox/service/")
    admin.click("text=在沙箱登记并测试")
    expect(admin.locator("body")).to_contain_text("回调地址应答正确")
    ours.platform.control("messages", {"sender": FANS[0], "receiver": UID, "text": "杯盖漏水"})
    arrived(1)
    page = open_page(customer_editor, phone=True)
    page.goto(f"/inbox/{Thread.objects.get().pk}/")
    expect(page.locator(".window.is-shut")).to_contain_text("令牌")  # nobody entered one: it says so instead of a field
    ours.platform.control("messages", {"sender": FANS[0], "receiver": UID, "text": "有人吗"})
    arrived(2)
    expect(page.locator("#talk")).to_contain_text("有人吗", timeout=15_000)
    assert axe(page) == []
