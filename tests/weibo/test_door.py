"""The synchronous door: the same methods, from threads, after a fork, and without a trace at exit."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.weibo.wire import Wire, answer
from weibo.client import Endpoint, Hosts, WeiboClient
from weibo.door import SyncEndpoint, SyncWeibo, close_door
from weibo.errors import Refused

ROOT = Path(__file__).resolve().parents[2]


def test_it_has_the_methods_of_the_client() -> None:
    client = {name: item.build for name, item in vars(WeiboClient).items() if isinstance(item, Endpoint)}
    door = {name: item.build for name, item in vars(SyncWeibo).items() if isinstance(item, SyncEndpoint)}
    assert client == door
    assert len(client) > 35


def test_it_answers_and_raises_like_the_client(wire: Wire) -> None:
    wire.script = [answer({"uid": 5}), answer({"error_code": 20019, "error": "repeat"}, 400)]
    weibo = SyncWeibo(Hosts.single(wire.base))
    assert weibo.get_uid("t") == "5"
    with pytest.raises(Refused):
        weibo.share("t", "好")
    assert weibo.authorize_url("k", "https://a.cn", state="s").startswith(wire.base)
    close_door()


def test_it_serves_many_threads(wire: Wire) -> None:
    wire.script = [answer({"uid": 5})]
    weibo = SyncWeibo(Hosts.single(wire.base))
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: weibo.get_uid("t"), range(100))) == {"5"}
    close_door()


def test_it_opens_again_after_it_was_closed(wire: Wire) -> None:
    wire.script = [answer({"uid": 5})]
    weibo = SyncWeibo(Hosts.single(wire.base))
    weibo.get_uid("t")
    close_door()
    assert weibo.get_uid("t") == "5"
    close_door()


SCRIPT = """
import os, sys
from weibo.client import Hosts
from weibo.door import SyncWeibo
weibo = SyncWeibo(Hosts.single(sys.argv[1]))
assert weibo.get_uid("t") == "5"
child = os.fork()
assert weibo.get_uid("t") == "5"
if child:
    assert os.waitpid(child, 0)[1] == 0
sys.exit(0)
"""


def test_it_works_on_both_sides_of_a_fork_and_leaves_nothing_open(wire: Wire) -> None:
    wire.script = [answer({"uid": 5})]
    run = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-W", "ignore::DeprecationWarning", "-c", SCRIPT, wire.base],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert len(wire.requests) == 3
