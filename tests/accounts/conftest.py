"""A sandbox process for the tests that connect accounts."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.sandbox.conftest import Sandbox


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    process = Sandbox(tmp_path_factory.mktemp("accounts") / "state.sqlite", "--fresh")
    yield process
    process.end()


@pytest.fixture
def sandbox(sandbox_process: Sandbox, settings: Settings) -> Sandbox:
    """Weibo, as far as the product knows: the seeded world, without limits."""
    sandbox_process.reset()
    settings.WEIBO_SANDBOX_URL = sandbox_process.base
    settings.WEIBO_APP_KEY = ""
    return sandbox_process
