"""A sandbox process on a free port, and small doors to its API and to its control API."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
OFFICIAL, KITCHEN, SERVICE, FAN, STRANGER = 5501000001, 5501000002, 5501000003, 5504000001, 5504000002
APP, BIZ = "sandbox-app-key", "sandbox-biz-key"


@dataclass
class Answer:
    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def code(self) -> int:
        """The error code of the answer, 0 when there is none."""
        return int(self.body.get("error_code", 0)) if isinstance(self.body, dict) else 0


class KeepRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


OPENER = urllib.request.build_opener(KeepRedirect, urllib.request.ProxyHandler({}))


def fetch(url: str, data: bytes | None = None, headers: dict[str, str] | None = None, method: str = "") -> Answer:
    request = urllib.request.Request(url, data, headers or {}, method=method or None)
    try:
        with OPENER.open(request, timeout=20) as response:
            raw, status, found = response.read(), response.status, dict(response.headers)
    except urllib.error.HTTPError as error:
        with error:
            raw, status, found = error.read(), error.code, dict(error.headers)
    text = raw.decode("utf-8", "replace")
    is_json = found.get("Content-Type", "").startswith("application/json")
    return Answer(status, json.loads(text) if is_json else text, found)


class Sandbox:
    """A running sandbox process."""

    def __init__(self, data: Path, *options: str) -> None:
        self.data = data
        self.start(*options)

    def start(self, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sandbox", "--port", "0", "--data", str(self.data), "--speed", "0", *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline().decode()
        assert "ready on" in line, line
        self.base = line.split("ready on ")[1].strip().rstrip("/")

    def end(self, signum: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signum)
        status = self.process.wait(10)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return status

    def control(self, path: str, method: str = "", **body: Any) -> Any:
        """The control API; a refusal fails the test."""
        answer = self.try_control(path, method, **body)
        assert answer.status == 200, answer.body
        return answer.body

    def try_control(self, path: str, method: str = "", **body: Any) -> Answer:
        data = json.dumps(body).encode() if body or method == "POST" else None
        return fetch(f"{self.base}/sandbox/api/{path}", data, method=method)

    def reset(self) -> None:
        self.control("reset", "POST")
        self.control("limits", off=True)

    def token(self, uid: int = OFFICIAL, app: str = APP, **more: Any) -> str:
        return str(self.control("tokens", uid=uid, app=app, **more)["access_token"])

    def get(self, path: str, token: str, **params: Any) -> Answer:
        query = urllib.parse.urlencode({"access_token": token, **params})
        return fetch(f"{self.base}/2/{path}.json?{query}")

    def post(self, path: str, token: str, **params: Any) -> Answer:
        return fetch(f"{self.base}/2/{path}.json", urllib.parse.urlencode({"access_token": token, **params}).encode())

    def share(self, token: str, text: str, **params: Any) -> Answer:
        return self.post("statuses/share", token, status=f"{text} https://weibo-ops.example/p/1 ", **params)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    process = Sandbox(tmp_path_factory.mktemp("sandbox") / "state.sqlite", "--fresh")
    yield process
    process.end()


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    """The shared process, back at its seeded beginning, without limits."""
    running.reset()
    return running
