"""The fans service: signed callbacks, five seconds, three tries, replies within the window."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from sandbox.fans_service import VECTOR, signature
from tests.sandbox.conftest import APP, FAN, SERVICE, Sandbox

SECRET = "sandbox-app-secret"


class Callback(ThreadingHTTPServer):
    """An app's callback address that writes down what it gets."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), CallbackHandler)
        self.received: list[dict[str, Any]] = []
        self.signed: list[bool] = []
        self.statuses: list[int] = []
        self.answer = b""
        self.pause = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/callback"


class CallbackHandler(BaseHTTPRequestHandler):
    server: Callback

    def check(self) -> dict[str, str]:
        query = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
        joined = "".join(sorted([SECRET, query["timestamp"], query["nonce"]]))
        self.server.signed.append(hashlib.sha1(joined.encode()).hexdigest() == query["signature"])
        return query

    def respond(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.respond(200, self.check()["echostr"].encode())

    def do_POST(self) -> None:
        self.check()
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.received.append(body)
        time.sleep(self.server.pause)
        self.respond(self.server.statuses.pop(0) if self.server.statuses else 200, self.server.answer)

    def log_request(self, *_: Any) -> None:
        return


@pytest.fixture
def callback(sandbox: Sandbox) -> Iterator[Callback]:
    server = Callback()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    sandbox.control("apps", key=APP, fans_url=server.url)
    sandbox.control("users", uid=SERVICE, screen_name="山岚客服", fans_app=APP)
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def settled(sandbox: Sandbox, state: str) -> dict[str, Any]:
    for _ in range(100):
        messages: list[dict[str, Any]] = sandbox.control(f"messages?uid={SERVICE}")
        incoming = [entry for entry in messages if entry["direction"] == "in"]
        if incoming and incoming[-1]["state"] == state:
            return incoming[-1]
        time.sleep(0.02)
    raise AssertionError(messages)


def test_it_signs_like_the_documented_vector() -> None:
    assert signature(*VECTOR[:3]) == VECTOR[3] == "90e4c22c90a58f26526c2dd5b6c56c8822edeaa1"


def test_it_checks_the_address(sandbox: Sandbox, callback: Callback) -> None:
    assert sandbox.control("messages/check", app=APP) == {"ok": True}
    assert callback.signed == [True]


def test_it_pushes_a_message_and_sends_the_passive_reply(sandbox: Sandbox, callback: Callback) -> None:
    data = quote(json.dumps({"text": "稍后回复您"}))
    callback.answer = json.dumps({"result": True, "type": "text", "data": data}).encode()
    sandbox.control("messages", sender=FAN, receiver=SERVICE, text="在吗")
    assert settled(sandbox, "delivered")["tries"] == ["200"]
    pushed = callback.received[0]
    assert (pushed["type"], pushed["text"], pushed["sender_id"]) == ("text", "在吗", FAN)
    assert callback.signed == [True] and "+0800" in pushed["created_at"]
    out = sandbox.control(f"messages?uid={SERVICE}")[-1]
    assert (out["direction"], out["text"], out["receiver_id"]) == ("out", "稍后回复您", FAN)


def test_it_tries_three_times_and_then_gives_up(sandbox: Sandbox, callback: Callback) -> None:
    callback.statuses = [500, 502, 200]
    sandbox.control("messages", sender=FAN, receiver=SERVICE, text="一")
    assert settled(sandbox, "delivered")["tries"] == ["500", "502", "200"]
    callback.statuses = [500, 500, 500]
    sandbox.control("messages", sender=FAN, receiver=SERVICE, text="二")
    assert settled(sandbox, "failed")["tries"] == ["500", "500", "500"]
    assert len(callback.received) == 6


def test_it_cuts_the_connection_when_the_answer_takes_too_long(sandbox: Sandbox, callback: Callback) -> None:
    assert sandbox.control("state")["settings"]["fans_seconds"] == 5
    sandbox.control("settings", fans_seconds=0.1)
    callback.pause = 0.3
    sandbox.control("messages", sender=FAN, receiver=SERVICE, text="慢")
    assert settled(sandbox, "failed")["tries"] == ["timeout"] * 3


def test_it_pushes_follow_events(sandbox: Sandbox, callback: Callback) -> None:
    sandbox.control("follows", uid=FAN, target=SERVICE, off=True)
    sandbox.control("follows", uid=FAN, target=SERVICE)
    settled(sandbox, "delivered")
    for _ in range(100):
        if len(callback.received) == 2:
            break
        time.sleep(0.02)
    assert {entry["data"]["subtype"] for entry in callback.received} == {"follow", "unfollow"}


def test_it_lets_the_account_reply_for_48_hours(sandbox: Sandbox) -> None:
    token = sandbox.token(SERVICE)
    data = quote(json.dumps({"text": "您好"}))
    assert sandbox.post("messages/reply", token, receiver_id=FAN, type="text", data=data).code == 28401
    sandbox.control("messages", sender=FAN, receiver=SERVICE, text="在吗")
    assert sandbox.post("messages/reply", token, receiver_id=FAN, type="text", data=data).body["result"] is True
    long = quote(json.dumps({"text": "长" * 301}))
    assert sandbox.post("messages/reply", token, receiver_id=FAN, type="text", data=long).code == 20013
    sandbox.control("clock", offset=48 * 3600 + 60)
    assert sandbox.post("messages/reply", token, receiver_id=FAN, type="text", data=data).code == 28401


def test_it_tells_what_it_knows_of_a_fan(sandbox: Sandbox) -> None:
    token = sandbox.token(SERVICE)
    sandbox.control("follows", uid=FAN, target=SERVICE)
    assert sandbox.get("eps/user/info", token, uid=FAN).body["nickname"] == "爱喝热水的阿棠"
    assert sandbox.get("eps/user/info", token, uid=5503000001).body == {"follow": "0"}
