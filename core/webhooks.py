"""What robots of group chats and plain webhooks want to be sent, and how their answers read. Pure: no network, no rows.

Shapes as documented by 企业微信 (group robot), 飞书 (custom robot v2, sign of `timestamp\\nsecret`) and 钉钉 (custom
robot, sign of the same in the address). A plain webhook gets JSON with `X-Weibo-Ops-Signature: t=…,v1=hex`, where v1 is
HMAC-SHA256 of `t.body`: whoever receives it computes the same and refuses what is older than five minutes.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.utils.translation import gettext as _

WECOM_LIMIT: Final = 4096
"""Bytes of a markdown message of 企业微信."""
TEXT_LIMIT: Final = 2000
SIGNATURE: Final = "X-Weibo-Ops-Signature"


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be told: one line as title, a short text, and where to go. `event` names it for machines."""

    title: str
    text: str
    url: str = ""
    event: str = "notice"
    id: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Where it goes. `secret` signs it (飞书, 钉钉, plain); 企业微信 has its key in the address."""

    kind: str
    url: str = field(repr=False)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """One POST, ready to be sent."""

    url: str = field(repr=False)
    body: bytes = field(repr=False)
    headers: dict[str, str] = field(repr=False)


def build(target: Target, told: Told, *, at: datetime) -> Request:
    """The request for a kind of robot. Raises `KeyError` for a kind that is not known."""
    return _BUILDERS[target.kind](target, told, at)


def problem_in(kind: str, status: int, body: bytes) -> str:
    """Why the other side did not take it, in its own words; empty when it did. Robots answer 200 with an error code."""
    if not 200 <= status < 300:
        return f"HTTP {status}"
    if kind == "generic":
        return ""
    try:
        answer = json.loads(body)
    except ValueError:
        return "HTTP 200, no JSON"
    if not isinstance(answer, dict):
        return "HTTP 200, no JSON"
    code = next((answer[name] for name in ("errcode", "code", "StatusCode") if name in answer), None)
    if code == 0:
        return ""
    said = next((str(answer[name]) for name in ("errmsg", "msg", "StatusMessage") if answer.get(name)), "")
    return f"{code} {said}".strip()[:200]


def feishu_sign(secret: str, seconds: int) -> str:
    """飞书: HMAC-SHA256 with `timestamp\\nsecret` as key over nothing, base64."""
    key = f"{seconds}\n{secret}".encode()
    return base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


def dingtalk_sign(secret: str, milliseconds: int) -> str:
    """钉钉: HMAC-SHA256 with the secret as key over `timestamp\\nsecret`, base64; quoted in the address."""
    said = f"{milliseconds}\n{secret}".encode()
    return base64.b64encode(hmac.new(secret.encode(), said, hashlib.sha256).digest()).decode()


def generic_signature(secret: str, seconds: int, body: bytes) -> str:
    """A plain webhook: `t=seconds,v1=hex`."""
    found = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={found}"


def _wecom(target: Target, told: Told, at: datetime) -> Request:
    lines = [f"**{_plain(told.title)}**", _plain(told.text), _link(told)]
    content = _cut_bytes("\n".join(line for line in lines[:2] if line), WECOM_LIMIT - len(lines[2].encode()) - 1)
    return _request(target.url, {"msgtype": "markdown", "markdown": {"content": f"{content}\n{lines[2]}".strip()}})


def _feishu(target: Target, told: Told, at: datetime) -> Request:
    line = [{"tag": "text", "text": told.text[:TEXT_LIMIT]}]
    content: list[list[dict[str, str]]] = [line]
    if told.url:
        content.append([{"tag": "a", "text": _("打开"), "href": told.url}])
    post = {"zh_cn": {"title": told.title, "content": content}}
    body: dict[str, Any] = {"msg_type": "post", "content": {"post": post}}
    if target.secret:
        seconds = int(at.timestamp())
        body = {"timestamp": str(seconds), "sign": feishu_sign(target.secret, seconds), **body}
    return _request(target.url, body)


def _dingtalk(target: Target, told: Told, at: datetime) -> Request:
    link = f"\n\n{_link(told)}" if told.url else ""
    text = f"#### {_plain(told.title)}\n\n{_plain(told.text[:TEXT_LIMIT])}{link}"
    url = target.url
    if target.secret:
        milliseconds = int(at.timestamp() * 1000)
        url = _with_query(url, timestamp=str(milliseconds), sign=dingtalk_sign(target.secret, milliseconds))
    return _request(url, {"msgtype": "markdown", "markdown": {"title": told.title, "text": text}})


def _generic(target: Target, told: Told, at: datetime) -> Request:
    fields = {"event": told.event, "id": told.id, "title": told.title, "text": told.text, "url": told.url}
    request = _request(target.url, {**fields, "at": at.isoformat()})
    if target.secret:
        request.headers[SIGNATURE] = generic_signature(target.secret, int(at.timestamp()), request.body)
    return request


_BUILDERS: Final[dict[str, Callable[[Target, Told, datetime], Request]]] = {
    "wecom": _wecom,
    "feishu": _feishu,
    "dingtalk": _dingtalk,
    "generic": _generic,
}


def _request(url: str, body: dict[str, Any]) -> Request:
    data = json.dumps(body, ensure_ascii=False).encode()
    return Request(url, data, {"Content-Type": "application/json; charset=utf-8"})


def _with_query(url: str, **added: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=urlencode([*parse_qsl(parts.query), *added.items()])))


def _link(told: Told) -> str:
    return f"[{_('打开')}]({told.url})" if told.url else ""


_PLAIN: Final = str.maketrans({char: f"\\{char}" for char in "\\`*_[]()#~|"} | {"<": "＜", ">": "＞"})


def _plain(text: str) -> str:
    """Words in which nothing is a link, a heading or a mention of everybody: people wrote them."""
    return text.translate(_PLAIN)


def _cut_bytes(text: str, most: int) -> str:
    data = text.encode()
    return text if len(data) <= most else data[: most - 3].decode(errors="ignore") + "…"
