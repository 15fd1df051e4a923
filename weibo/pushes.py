"""What the fans service pushes to us: signatures, and messages read tolerantly (weibo-api section 10).

The body is not covered by the signature: only who knows the app secret can make one, but whoever sees one can put it
before other words. So a signature counts once, and not for long.
"""

import datetime as dt
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Final, Self

from weibo.reading import Fields, unreadable

MILLISECONDS: Final = 13
"""Digits of a timestamp in milliseconds; with fewer it is in seconds."""
MESSAGES: Final = frozenset({"text", "image", "voice", "position", "link", "mention"})
HAPPENINGS: Final = frozenset({"follow", "unfollow", "subscribe", "unsubscribe", "click", "view", "scan"})
SAME: Final = {"scan_follow": "scan"}


def signature_of(secret: str, timestamp: str, nonce: str) -> str:
    """SHA-1 over the three, sorted and joined: what the platform documents."""
    joined = "".join(sorted((secret, timestamp, nonce)))
    return hashlib.sha1(joined.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def is_signed(secret: str, *, timestamp: str, nonce: str, signature: str) -> bool:
    """Whether who knows `secret` made the signature; takes the same time for every wrong one."""
    return bool(secret) and hmac.compare_digest(
        signature_of(secret, timestamp, nonce).encode(), signature.encode("utf-8", "replace")
    )


def time_of(timestamp: str) -> dt.datetime | None:
    """When a request was signed; None for what is no time."""
    if not (timestamp.isascii() and timestamp.isdigit() and 9 <= len(timestamp) <= MILLISECONDS):
        return None
    seconds = int(timestamp) / 1000 if len(timestamp) == MILLISECONDS else int(timestamp)
    try:
        return dt.datetime.fromtimestamp(seconds, tz=dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


@dataclass(frozen=True, slots=True)
class Push:
    """One message of a person, or something he did. `kind` is a name of ours: what is unknown is `other` for a message
    and `event` for something done."""

    kind: str
    sender_id: str
    receiver_id: str
    text: str = ""
    created_at: dt.datetime | None = None
    data: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read the body of a push. Raises `UnreadableAnswer` for what is no object with a sender and a receiver."""
        fields = Fields.of(value, "push")
        sender, receiver = fields.identity("sender_id"), fields.identity("receiver_id")
        if not sender or not receiver:
            raise unreadable("push with a sender and a receiver", value)
        child = fields.child("data")
        data = _plain(child.values()) if child else {}
        return cls(
            kind=_kind_of(fields.text("type"), data.get("subtype", "")),
            sender_id=sender,
            receiver_id=receiver,
            text=clean(fields.text("text")),
            created_at=fields.time("created_at"),
            data=data,
        )

    @property
    def digest(self) -> str:
        """The same for every try of the platform to bring this message; empty when it does not say its time."""
        if self.created_at is None:
            return ""
        told = [self.sender_id, self.receiver_id, self.created_at.isoformat(), self.kind, self.text, self.data]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def read_push(body: str) -> Push:
    """A push from the body of a request. Raises `UnreadableAnswer`."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise unreadable("JSON", body[:80]) from None
    return Push.from_json(value)


def clean(text: str) -> str:
    """Without what a database refuses: NUL, and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _kind_of(named: str, subtype: str) -> str:
    if named != "event":
        return named if named in MESSAGES else "other"
    name = SAME.get(subtype, subtype)
    return name if name in HAPPENINGS else "event"


def _plain(values: dict[str, object]) -> dict[str, str]:
    """Names and plain values; what is nested is left out."""
    return {
        clean(name)[:40]: clean(str(value))[:500]
        for name, value in list(values.items())[:20]
        if isinstance(value, str | int | float | bool)
    }
