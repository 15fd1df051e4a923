"""The shapes that robots of group chats and plain webhooks want, as their makers document them."""

import base64
import datetime as dt
import hashlib
import hmac
import json
from urllib.parse import parse_qs, urlsplit

import pytest

from core.webhooks import SIGNATURE, Request, Target, Told, build, problem_in

AT = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
SECONDS = int(AT.timestamp())
TOLD = Told(
    "人工发布", "请现在用“山岚”发布：入秋第一杯热茶", "https://ops.example.com/calendar/slots/7/text/", id="k:1"
)


def made(kind: str, *, secret: str = "", told: Told = TOLD) -> tuple[Request, dict[str, object]]:
    request = build(Target(kind, "https://robot.example.com/send?key=abc", secret), told, at=AT)
    return request, json.loads(request.body)


def test_it_builds_markdown_for_wecom() -> None:
    request, body = made("wecom")
    assert request.url.endswith("?key=abc") and request.headers["Content-Type"].startswith("application/json")
    assert body["msgtype"] == "markdown" and set(body) == {"msgtype", "markdown"}
    content = body["markdown"]["content"]  # type: ignore[index]
    assert content.startswith("**人工发布**\n请现在用“山岚”") and content.endswith(f"[打开]({TOLD.url})")


def test_it_keeps_within_the_bytes_of_wecom_and_keeps_the_link() -> None:
    _request, body = made("wecom", told=Told("题", "字" * 4000, TOLD.url))
    content = body["markdown"]["content"]  # type: ignore[index]
    assert len(content.encode()) <= 4096 and content.endswith(f"({TOLD.url})")


def test_it_builds_and_signs_a_post_for_feishu() -> None:
    _request, body = made("feishu", secret="geheim")
    key = f"{SECONDS}\ngeheim".encode()
    assert body["sign"] == base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()
    assert body["timestamp"] == str(SECONDS) and body["msg_type"] == "post"
    post = body["content"]["post"]["zh_cn"]  # type: ignore[index]
    assert post["title"] == "人工发布" and post["content"][1] == [{"tag": "a", "text": "打开", "href": TOLD.url}]
    assert "sign" not in made("feishu")[1]


def test_it_builds_markdown_for_dingtalk_and_signs_the_address() -> None:
    request, body = made("dingtalk", secret="SECgeheim")
    query = parse_qs(urlsplit(request.url).query)
    said = f"{SECONDS * 1000}\nSECgeheim".encode()
    expected = base64.b64encode(hmac.new(b"SECgeheim", said, hashlib.sha256).digest()).decode()
    assert query == {"key": ["abc"], "timestamp": [str(SECONDS * 1000)], "sign": [expected]}
    assert body["msgtype"] == "markdown" and body["markdown"]["title"] == "人工发布"  # type: ignore[index]


def test_it_signs_a_plain_webhook_over_time_and_body() -> None:
    request, body = made("generic", secret="geheim")
    expected = hmac.new(b"geheim", f"{SECONDS}.".encode() + request.body, hashlib.sha256).hexdigest()
    assert request.headers[SIGNATURE] == f"t={SECONDS},v1={expected}"
    assert body == {
        "event": "notice",
        "id": "k:1",
        "title": TOLD.title,
        "text": TOLD.text,
        "url": TOLD.url,
        "at": AT.isoformat(),
    }


@pytest.mark.parametrize("kind", ["wecom", "dingtalk"])
def test_what_people_wrote_makes_no_links_and_calls_nobody(kind: str) -> None:
    _request, body = made(kind, told=Told("题", "[点我](http://evil.example) <@all> **粗**"))
    assert "](http" not in json.dumps(body) and "<@all>" not in json.dumps(body, ensure_ascii=False)


@pytest.mark.parametrize(
    ("kind", "status", "body", "problem"),
    [
        ("wecom", 200, b'{"errcode":0,"errmsg":"ok"}', ""),
        ("wecom", 200, b'{"errcode":93000,"errmsg":"invalid webhook url"}', "93000 invalid webhook url"),
        ("feishu", 200, b'{"StatusCode":0,"StatusMessage":"success","code":0}', ""),
        ("feishu", 200, b'{"code":19021,"msg":"sign match fail"}', "19021 sign match fail"),
        ("dingtalk", 200, b'{"errcode":310000,"errmsg":"keywords not in content"}', "310000 keywords not in content"),
        ("dingtalk", 200, b"<html>", "HTTP 200, no JSON"),
        ("feishu", 200, b"[]", "HTTP 200, no JSON"),
        ("generic", 204, b"", ""),
        ("generic", 500, b"", "HTTP 500"),
    ],
)
def test_it_reads_what_they_answer(kind: str, status: int, body: bytes, problem: str) -> None:
    assert problem_in(kind, status, body) == problem
