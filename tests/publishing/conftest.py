"""One sandbox for the folder, empty of posts of the company before each test that asks for it."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from accounts.models import WeiboAccount
from content.models import Post
from tests.publishing.makers import connect, make_post
from tests.weibo.sandbox_process import Platform, running_sandbox


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator[Platform]:
    with running_sandbox() as platform:
        yield platform


@pytest.fixture
def sandbox(sandbox_process: Platform, settings: Settings) -> Platform:
    """The sandbox at its beginning, without limits; the product points at it."""
    sandbox_process.control("reset", {"seed": True})
    sandbox_process.control("limits", {"off": True})
    settings.WEIBO_SANDBOX_URL = sandbox_process.base
    settings.WEIBO_APP_KEY = ""
    return sandbox_process


@pytest.fixture
def connected(transactional_db: None, account: WeiboAccount, sandbox: Platform) -> WeiboAccount:
    """An account whose token the sandbox knows; the test commits for real."""
    connect(account, sandbox)
    return account


@pytest.fixture
def post(account: WeiboAccount) -> Post:
    """An approved post of `account`."""
    return make_post(account)
