"""Threads and a running sandbox for the tests of engagement."""

import datetime as dt
from collections.abc import Callable

import pytest

from accounts.models import WeiboAccount
from engagement.models import Thread, ThreadKind
from tests.conftest import AT
from tests.live_weibo import live, platform

__all__ = ["live", "platform"]

MakeThread = Callable[..., Thread]


@pytest.fixture
def make_thread(account: WeiboAccount) -> MakeThread:
    """`make_thread("text", hours=2)`: a comment to our account that wants an answer in two hours."""
    numbers = iter(range(7_000_000_000_000_000, 8_000_000_000_000_000))

    def make(text: str = "盖子漏水怎么办", *, hours: float = 2, **values: object) -> Thread:
        number = str(next(numbers))
        facts: dict[str, object] = {
            "account": account,
            "kind": ThreadKind.COMMENT,
            "external_id": number,
            "status_id": "5000000000000000",
            "author_id": "5504000001",
            "author_name": "路人甲",
            "text": text,
            "received_at": AT,
            "due_at": AT + dt.timedelta(hours=hours),
            "created_at": AT,
            **values,
        }
        return Thread.objects.create(**facts)

    return make
