"""A sign-in system to come from."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from tests.accounts.sign_in.fake_provider import FakeProvider


@pytest.fixture(scope="package")
def fake_process() -> Iterator[FakeProvider]:
    running = FakeProvider()
    yield running
    running.close()


@pytest.fixture
def fake(fake_process: FakeProvider, settings: Settings) -> FakeProvider:
    """All four systems are configured and lead to the fake."""
    fake_process.reset()
    here = {"login_base": fake_process.base, "api_base": fake_process.base}
    settings.SINGLE_SIGN_ON = {
        "oidc": {"issuer": fake_process.base, "client_id": "weibo-ops", "client_secret": "hush", "name": "统一登录"},
        "wecom": {"corp_id": "ww1", "agent_id": "1000002", "secret": "hush", **here},
        "feishu": {"app_id": "cli_1", "app_secret": "hush", "tenant_key": "t1", **here},
        "dingtalk": {"client_id": "d1", "client_secret": "hush", "corp_id": "ding1", **here},
    }
    return fake_process


@pytest.fixture
def known(editor: User) -> User:
    """A colleague whose address the fake vouches for."""
    editor.email = "editor@example.com"
    editor.save()
    return editor


@pytest.fixture
def visitor() -> Client:
    return Client()
