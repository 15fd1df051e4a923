"""What was answered is on disk: kill -9, restart, --fresh, a clean stop."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.sandbox.conftest import BIZ, FAN, OFFICIAL, ROOT, Sandbox, fetch


def test_it_loses_nothing_that_was_answered_when_killed(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path / "state.sqlite", "--fresh")
    try:
        sandbox.control("limits", off=True)
        token = sandbox.token(app=BIZ)
        accepted: list[int] = []

        def fire(worker: int) -> None:
            for number in range(1000):
                try:
                    answer = sandbox.share(token, f"{worker} 号第{number}条")
                except OSError:
                    return
                accepted.append(answer.body["id"])
                if len(accepted) == 120:
                    sandbox.process.send_signal(signal.SIGKILL)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(fire, range(8)))
        sandbox.end()
        sandbox.start()
        stored = {post["id"] for post in sandbox.control(f"posts?uid={OFFICIAL}")}
        assert len(accepted) >= 120 and set(accepted) <= stored
        newest = sandbox.share(token, "重启之后").body
        assert newest["id"] > max(stored)
        assert len(sandbox.get("statuses/user_timeline/biz", token, count=100).body["statuses"]) == 100
    finally:
        sandbox.end()


def test_it_remembers_everything_after_a_clean_stop(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path / "state.sqlite")
    try:
        token = sandbox.token()
        post = sandbox.share(token, "重启前").body["id"]
        sandbox.control("comments", uid=FAN, id=post, text="记得我吗")
        sandbox.control("faults", kind="20016", call="statuses/share")
        sandbox.control("settings", duplicate_window=60)
        before = sandbox.control("state")
        assert sandbox.end() == 0
        sandbox.start()
        after = sandbox.control("state")
        for name in ("users", "posts", "comments", "tokens", "faults", "settings"):
            assert after[name] == before[name]
        assert sandbox.share(token, "重启后").code == 20016
        assert sandbox.share(token, "重启前").code == 20019
        assert sandbox.get("statuses/show", token, id=post).body["comments_count"] == 1
        limit = sandbox.get("account/rate_limit_status", token).body["api_rate_limits"][0]
        assert limit["limit"] - limit["remaining_hits"] == 3
    finally:
        sandbox.end()


def test_it_says_in_one_sentence_why_it_cannot_start(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path / "state.sqlite")
    try:
        port = sandbox.base.rsplit(":", 1)[1]
        for arguments, words in (
            (["--port", "0", "--data", str(sandbox.data)], "locked"),
            (["--port", port, "--data", str(tmp_path / "other.sqlite")], "address"),
        ):
            second = subprocess.run(
                [sys.executable, "-m", "sandbox", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=20
            )
            assert second.returncode == 1 and second.stdout == ""
            assert second.stderr.count("\n") == 1 and words in second.stderr
    finally:
        sandbox.end()


def test_it_begins_anew_when_told_so(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path / "with blank 沙箱" / "state.sqlite")
    try:
        sandbox.control("posts", uid=FAN, text="旧的")
        posts = sandbox.control("state")["posts"]
        sandbox.end()
        sandbox.start("--fresh")
        assert sandbox.control("state")["posts"] == posts - 1
        assert fetch(f"{sandbox.base}/sandbox/health").body == {"ok": True}
    finally:
        sandbox.end()
