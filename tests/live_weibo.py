"""Fixtures for tests that listen and answer on a running sandbox; a conftest imports them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Token, WeiboAccount
from accounts.secrets import seal
from tests.conftest import make_account
from tests.weibo.sandbox_process import APP, Platform, running_sandbox
from weibo.door import close_door

UID = "5501000001"
FANS = ("5504000001", "5504000002", "5504000003")
"""Ordinary people who authorised our app, so that it sees what they write."""


@dataclass
class Live:
    """One of our accounts on the sandbox."""

    platform: Platform
    account: WeiboAccount

    def post(self, text: str, uid: str = UID) -> str:
        """Somebody posts; returns the id."""
        return self._id(self.platform.control("posts", {"uid": uid, "text": text}))

    def comment(self, post_id: str, text: str, uid: str = FANS[0]) -> str:
        """Somebody comments; returns the id."""
        return self._id(self.platform.control("comments", {"uid": uid, "id": post_id, "text": text}))

    def comments(self, post_id: str) -> list[str]:
        """The texts that stand under a post."""
        answer = self.platform.control(f"comments?id={post_id}")
        rows = answer["comments"] if isinstance(answer, dict) else answer
        assert isinstance(rows, list)
        return [str(row["text"]) for row in rows]

    def fault(self, kind: str, **facts: object) -> None:
        """Let the next matching call meet a fault."""
        self.platform.fault(kind, **facts)

    def calls(self) -> list[str]:
        """The newest API calls, newest first."""
        answer = self.platform.control("calls?count=50")
        rows = answer["calls"] if isinstance(answer, dict) else answer
        assert isinstance(rows, list)
        return [str(row["call"]) for row in rows]

    @staticmethod
    def _id(answer: object) -> str:
        assert isinstance(answer, dict), answer
        row = answer.get("post") or answer.get("comment") or answer
        return str(row.get("idstr") or row["id"])


@pytest.fixture(scope="session")
def platform() -> Iterator[Platform]:
    """The sandbox process."""
    with running_sandbox() as server:
        yield server


@pytest.fixture
def live(platform: Platform, db: None, settings: Settings) -> Iterator[Live]:
    """A fresh sandbox with one connected account of ours."""
    platform.control("reset", {"seed": False})
    for uid, name in {UID: "山岚", **dict(zip(FANS, ("路人甲", "路人乙", "路人丙"), strict=True))}.items():
        platform.control("users", {"uid": uid, "screen_name": name})
    platform.control("limits", {"off": True})
    platform.control("faults", method="DELETE")
    settings.WEIBO_SANDBOX_URL = platform.base
    account = make_account("山岚", UID)
    now = timezone.now()
    Token.objects.filter(account=account).update(
        ciphertext=seal(platform.token(UID, APP)), obtained_at=now, expires_at=now + dt.timedelta(days=7)
    )
    for fan in FANS:
        platform.token(fan, APP)
    yield Live(platform, account)
    close_door()
