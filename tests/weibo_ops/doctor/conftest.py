"""A Redis of its own, which a test may stop and set as it likes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.sandbox.conftest import Sandbox
from weibo_ops.embedded.redis_server import RedisServer
from weibo_ops.env import socket_dir


@pytest.fixture
def own_redis(tmp_path: Path, settings: Settings) -> Iterator[RedisServer]:
    sockets = socket_dir(tmp_path)
    server = RedisServer(tmp_path, sockets / "redis.sock", durable=False)
    with (tmp_path / "redis.log").open("wb") as log:
        server.start(log)
    settings.REDIS_URL = f"unix://{sockets / 'redis.sock'}?db=0"
    yield server
    server.stop()
    sockets.rmdir()


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    process = Sandbox(tmp_path_factory.mktemp("doctor") / "state.sqlite", "--fresh")
    yield process
    process.end()


@pytest.fixture
def sandbox(sandbox_process: Sandbox, settings: Settings) -> Sandbox:
    """Weibo, as far as the product knows."""
    sandbox_process.reset()
    settings.WEIBO_SANDBOX_URL = sandbox_process.base
    settings.WEIBO_APP_KEY = ""
    return sandbox_process
