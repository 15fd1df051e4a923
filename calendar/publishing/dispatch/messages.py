"""What claim, sender and record hand to each other."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from publishing.models import Outcome
from weibo.errors import Limited, Misconfigured, NotSent, Refused, TokenDead, WeiboError
from weibo.sentences import SENTENCES
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


ID_DIGITS = range(15, 21)
"""Ids of posts have sixteen digits and grow; a number far from that is no id of a post (weibo-api 4.5)."""


def published(attempt_id: int, status: Status, *, at: dt.datetime) -> Answer:
    """Weibo answered with the post; when that names none for certain, nobody knows."""
    try:
        stands_since = status.published_at
    except ValueError:
        stands_since = None
    if stands_since is None or len(status.id) not in ID_DIGITS:
        sentence = _("微博的答复里没有微博编号，正在核实。")
        return Answer(attempt_id, Outcome.UNKNOWN, at, sentence=sentence, raw=f"id={status.id}", http_status=200)
    return Answer(
        attempt_id,
        Outcome.PUBLISHED,
        at,
        http_status=200,
        weibo_id=status.id,
        shown_text=status.text,
        published_at=stands_since,
    )


_OUTCOMES: tuple[tuple[type[WeiboError], Outcome], ...] = (
    (NotSent, Outcome.NOT_SENT),  # before its base class Ambiguous
    (Limited, Outcome.LIMITED),
    (TokenDead, Outcome.TOKEN_DEAD),
    (Misconfigured, Outcome.REFUSED),
    (Refused, Outcome.REFUSED),
)


def from_error(attempt_id: int, error: WeiboError, *, at: dt.datetime) -> Answer:
    """Definite answers keep their meaning; everything ambiguous is unknown, and so is a code that nobody knows."""
    outcome = next((meaning for kind, meaning in _OUTCOMES if isinstance(error, kind)), Outcome.UNKNOWN)
    if outcome == Outcome.REFUSED and error.code not in SENTENCES:
        outcome = Outcome.UNKNOWN
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
