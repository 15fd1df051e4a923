"""Signed calls as the platform makes them, and people who write to our account."""

import datetime as dt
import itertools
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import WeiboAccount
from tests.conftest import AT
from weibo.pushes import signature_of

SECRET = "sandbox-app-secret"
ADDRESS = "/inbox/callbacks/fans/"
FAN = "5504000001"
Push = Callable[..., HttpResponse]
_numbers = itertools.count(1)


def signed(at: dt.datetime, *, secret: str = SECRET, nonce: str = "", **more: str) -> str:
    """A query string as the platform signs it, in milliseconds."""
    nonce, timestamp = nonce or str(next(_numbers)), str(int(at.timestamp() * 1000))
    given = {"signature": signature_of(secret, timestamp, nonce), "timestamp": timestamp, "nonce": nonce, **more}
    return f"{ADDRESS}?{urlencode(given)}"


def weibo_date(at: dt.datetime) -> str:
    """As the platform writes moments."""
    return at.astimezone(dt.timezone(dt.timedelta(hours=8))).strftime("%a %b %d %H:%M:%S %z %Y")


def body_of(text: str = "在吗", *, at: dt.datetime = AT, receiver: str, **more: Any) -> dict[str, Any]:
    """A message of a fan, in the fields of the platform."""
    facts: dict[str, Any] = {
        "type": "text",
        "receiver_id": int(receiver),
        "sender_id": int(FAN),
        "created_at": weibo_date(at),
        "text": text,
        "data": {},
    }
    return facts | more


@pytest.fixture
def push(account: WeiboAccount, client: Client) -> Push:
    """`push("在吗", at=…, type="event", data={"subtype": "follow"})`: the platform brings it, signed just now."""

    def bring(text: str = "在吗", *, at: dt.datetime = AT, **more: Any) -> HttpResponse:
        body = json.dumps(body_of(text, at=at, receiver=str(account.uid), **more))
        answer = client.post(signed(timezone.now()), body, content_type="application/json")
        assert isinstance(answer, HttpResponse)
        return answer

    return bring
