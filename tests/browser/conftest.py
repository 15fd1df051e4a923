"""What browser tests are given: `open_page(user)` opens a signed-in page against a live server.

Every page is watched: console errors, script errors and requests to a foreign host fail the test at its end.
The browser lives as long as this package's tests run, because its event loop must not meet asynchronous tests.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.browser.driving import DESKTOP, PHONE, Watch, chromium

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a real Chromium."""
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of this folder. Playwright runs a loop in this thread, so Django must not mind."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with chromium() as running:
            yield running
    finally:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
        if before is not None:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def watch(live_server: LiveServer) -> Watch:
    """What the pages of this test did wrong so far."""
    return Watch(urlsplit(live_server.url).netloc)


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer, watch: Watch) -> Iterator[OpenPage]:
    """`open_page(user, phone=…, dark=…, js=…)`: a page in a context of its own; addresses without host are ours."""
    with contextlib.ExitStack() as stack:

        def open_one(user: User | None = None, *, phone: bool = False, dark: bool = False, js: bool = True) -> Page:
            width, height = PHONE if phone else DESKTOP
            context = browser.new_context(
                base_url=live_server.url,
                viewport={"width": width, "height": height},
                color_scheme="dark" if dark else "light",
                java_script_enabled=js,
                has_touch=phone,
                locale="zh-CN",
                timezone_id="Asia/Shanghai",
                reduced_motion="reduce",
            )
            stack.callback(context.close)
            context.set_default_timeout(10_000)
            if user is not None:
                context.add_cookies([session_cookie(user, live_server.url)])
            page = context.new_page()
            watch.over(page)
            return page

        yield open_one
    assert watch.errors == [], "errors in the browser's console"
    assert watch.foreign == [], "requests to foreign hosts"


def session_cookie(user: User, url: str) -> SetCookieParam:
    """A session of `user`, without the sign-in form."""
    client = Client()
    client.force_login(user)
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }
