"""What claim, sender and record hand to each other."""

import datetime as dt
from dataclasses import dataclass, field

from publishing.models import Outcome
from weibo.errors import Limited, Misconfigured, NotSent, Refused, TokenDead, WeiboError
from weibo.types import Status


@dataclass(frozen=True, slots=True)
class Claimed:
    """One slot that a worker has taken: the attempt is committed, nothing has been sent. Lives in memory only."""

    attempt_id: int
    slot_id: int
    account_id: int
    due_at: dt.datetime
    channel: str
    text: str
    pictures: tuple[str, ...]  # names in the default storage, in order
    token: str = field(repr=False)
    repost_of: str = ""  # the weibo_id to repost; empty for a post of its own


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one attempt. `weibo_id` is set when, and only when, the post stands on Weibo for sure."""

    attempt_id: int
    outcome: str
    at: dt.datetime
    sentence: str = ""
    raw: str = ""
    code: int | None = None
    http_status: int | None = None
    retry_after: int | None = None
    weibo_id: str = ""
    shown_text: str = ""
    published_at: dt.datetime | None = None
    is_repeat: bool = False


def published(attempt_id: int, status: Status, *, at: dt.datetime) -> Answer:
    """Weibo answered with the post."""
    return Answer(
        attempt_id,
        Outcome.PUBLISHED,
        at,
        http_status=200,
        weibo_id=status.id,
        shown_text=status.text,
        published_at=status.published_at,
    )


_OUTCOMES: tuple[tuple[type[WeiboError], Outcome], ...] = (
    (NotSent, Outcome.NOT_SENT),  # before its base class Ambiguous
    (Limited, Outcome.LIMITED),
    (TokenDead, Outcome.TOKEN_DEAD),
    (Misconfigured, Outcome.REFUSED),
    (Refused, Outcome.REFUSED),
)


def from_error(attempt_id: int, error: WeiboError, *, at: dt.datetime) -> Answer:
    """Definite answers keep their meaning; everything ambiguous is unknown."""
    outcome = next((meaning for kind, meaning in _OUTCOMES if isinstance(error, kind)), Outcome.UNKNOWN)
    return Answer(
        attempt_id,
        outcome,
        at,
        sentence=error.whole,
        raw=str(error),
        code=error.code,
        http_status=error.http_status,
        retry_after=error.retry_after if isinstance(error, Limited) else None,
        is_repeat=isinstance(error, Refused) and error.is_duplicate,
    )
