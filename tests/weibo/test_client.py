"""The client on the wire: what it sends, and what it makes of every way an exchange can end."""

import asyncio
import logging
import socket
import traceback

import pytest

from tests.weibo.wire import Behaviour, Wire, answer, hang, raw, reset
from weibo.calls import oauth, statuses, users
from weibo.calls.call import Call
from weibo.client import Hosts, Paging, Picture, Timeouts, WeiboClient
from weibo.errors import Ambiguous, Misconfigured, NotSent, Refused, UnreadableAnswer, WeiboError
from weibo.types import Status

TOKEN = "2.00veryS3cretToken"
QUICK = Timeouts(connect=0.5, read=0.3, total=2)
SHARED: dict[str, object] = {"idstr": "5250187052187648", "text": "好"}


def ask(base: str, call: Call[object]) -> object:
    async def once() -> object:
        async with WeiboClient(Hosts.single(base), timeouts=QUICK) as client:
            return await client.make(call)

    return asyncio.run(once())


def failure_of(base: str, call: Call[object]) -> WeiboError:
    with pytest.raises(WeiboError) as caught:
        ask(base, call)
    error = caught.value
    shown = "".join(traceback.format_exception(error)) + repr(error) + str(error) + repr(error.__dict__) + repr(call)
    assert TOKEN not in shown
    assert error.__context__ is None
    assert error.path == call.path
    return error


WRITE: Call[object] = statuses.share(TOKEN, "好 https://shop.example.com")
READ: Call[object] = statuses.user_timeline(TOKEN)


def test_it_posts_the_token_and_text_as_a_form(wire: Wire) -> None:
    wire.script = [answer(SHARED)]
    status = ask(wire.base, statuses.share(TOKEN, "甲&乙+ #c% 😀 http://a.cn/?x=1&y=2", rip="211.156.0.1"))
    assert isinstance(status, Status)
    assert status.id == "5250187052187648"
    (request,) = wire.requests
    assert (request.method, request.target) == ("POST", "/2/statuses/share.json")
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    text = "甲&乙+ #c% 😀 http://a.cn/?x=1&y=2"
    assert request.form == {"access_token": TOKEN, "status": text, "rip": "211.156.0.1"}


def test_it_posts_a_picture_as_multipart(wire: Wire) -> None:
    wire.script = [answer(SHARED)]
    ask(wire.base, statuses.share(TOKEN, "看图", pic=Picture(b"\x89PNG\r\n\x1a\n123")))
    (request,) = wire.requests
    assert request.headers["content-type"].startswith("multipart/form-data")
    assert b'name="pic"; filename="pic.png"' in request.body
    assert b"image/png" in request.body
    assert "看图".encode() in request.body


def test_it_asks_with_the_token_in_the_query(wire: Wire) -> None:
    wire.script = [answer({"statuses": []})]
    ask(wire.base, statuses.user_timeline(TOKEN, uid="5", paging=Paging(since_id="9", count=5)))
    (request,) = wire.requests
    assert request.path == "/2/statuses/user_timeline.json"
    assert request.query == {"access_token": TOKEN, "uid": "5", "since_id": "9", "count": "5"}


@pytest.mark.parametrize(
    "behaviour",
    [
        answer(b"<html>502 Bad Gateway</html>", 502),
        answer(b"", 403),
        answer(b"<html>moved</html>", 302, "Location: http://127.0.0.1:1/\r\n"),
        reset,
        hang,
        raw(b""),
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"),
        raw(b"not http at all\r\n\r\n"),
        raw(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd"),
        answer({"error_code": "20032", "error": "slow"}, 400),
        answer({"error_code": 10001, "error": "System error"}, 200),
    ],
)
def test_it_calls_every_unclear_end_unknown(wire: Wire, behaviour: Behaviour) -> None:
    wire.script = [behaviour]
    write, read = failure_of(wire.base, WRITE), failure_of(wire.base, READ)
    assert isinstance(write, Ambiguous)
    assert isinstance(read, Ambiguous)
    assert not isinstance(write, NotSent)
    assert (write.retriable, read.retriable) == (False, True)


def test_it_never_sends_a_write_twice(wire: Wire) -> None:
    wire.script = [answer(SHARED), reset, answer(SHARED)]

    async def twice() -> None:
        async with WeiboClient(Hosts.single(wire.base), timeouts=QUICK) as client:
            await client.share(TOKEN, "一")
            await client.share(TOKEN, "二")

    with pytest.raises(Ambiguous):
        asyncio.run(twice())
    assert [request.form["status"] for request in wire.requests] == ["一", "二"]


def test_it_does_not_follow_redirects(wire: Wire) -> None:
    wire.script = [answer(b"", 302, f"Location: {wire.base}/elsewhere\r\n")]
    failure_of(wire.base, READ)
    assert len(wire.requests) == 1


def test_it_knows_that_a_refused_connection_sent_nothing() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{closed.getsockname()[1]}"
    error = failure_of(base, WRITE)
    assert isinstance(error, NotSent)
    assert error.retriable


def test_it_knows_that_an_unknown_host_got_nothing() -> None:
    assert isinstance(failure_of("http://no-such-host.invalid", WRITE), NotSent)


def test_it_knows_that_a_silent_connect_sent_nothing() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        base = f"http://127.0.0.1:{full.getsockname()[1]}"
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(full.getsockname())
        error = failure_of(base, WRITE)
        for filler in fillers:
            filler.close()
    assert isinstance(error, NotSent)


def test_it_stops_reading_a_giant_answer(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weibo.transport.ANSWER_LIMIT", 1000)
    wire.script = [answer(b"[" + b" " * 5000 + b"]")]
    assert isinstance(failure_of(wire.base, WRITE), UnreadableAnswer)


@pytest.mark.parametrize("value", [[], {"text": "没有编号"}, "好", None])
def test_it_takes_a_success_without_a_status_for_unknown(wire: Wire, value: object) -> None:
    wire.script = [answer(value)]
    error = failure_of(wire.base, WRITE)
    assert isinstance(error, UnreadableAnswer)
    assert (error.http_status, error.retriable) == (200, False)


def test_it_says_what_weibo_refused(wire: Wire) -> None:
    wire.script = [answer({"error_code": 20019, "error": "repeat content!"}, 400)]
    error = failure_of(wire.base, WRITE)
    assert isinstance(error, Refused)
    assert (error.code, error.raw, error.is_duplicate) == (20019, "repeat content!", True)


def test_it_takes_secrets_out_of_what_weibo_said(wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    call = oauth.access_token(client_id="1", client_secret="appS3cret", code="c0de", redirect_uri="https://a.cn/cb")
    text = f"invalid authorization code:c0de appS3cret {TOKEN}"
    wire.script = [answer({"error": "invalid_client", "error_description": text}, 401)]
    with pytest.raises(Misconfigured) as caught:
        ask(wire.base, call)
    assert "c0de" not in str(caught.value)
    assert "appS3cret" not in str(caught.value) + repr(call)
    wire.script = [answer({"error_code": 20019, "error": f"echo {TOKEN}"}, 400)]
    failure_of(wire.base, WRITE)
    assert TOKEN not in caplog.text


def test_it_uses_the_host_that_a_call_names(wire: Wire) -> None:
    hosts = Hosts(rm=wire.base)
    wire.script = [answer({"cmt": "3", "status": None})]

    async def once() -> dict[str, int]:
        async with WeiboClient(hosts, timeouts=QUICK) as client:
            return await client.unread_count(TOKEN, "5")

    assert asyncio.run(once()) == {"cmt": 3}


def test_it_ignores_a_proxy_of_the_environment(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    wire.script = [answer({"uid": 5})]
    assert ask(wire.base, users.get_uid(TOKEN)) == "5"


@pytest.mark.parametrize("base", ["", "weibo.com", "ftp://a.cn", "http://a.cn/", "http://"])
def test_it_refuses_a_wrong_base_address(base: str) -> None:
    with pytest.raises(ValueError, match="base address"):
        Hosts(api=base)


def test_it_builds_the_address_of_the_consent_page() -> None:
    client = WeiboClient(Hosts.single("http://127.0.0.1:9/"))
    url = client.authorize_url("key", "https://a.cn/回", state="s&t")
    assert url == (
        "http://127.0.0.1:9/oauth2/authorize?client_id=key&redirect_uri=https%3A%2F%2Fa.cn%2F%E5%9B%9E"
        "&response_type=code&state=s%26t"
    )
