"""What higher layers know of a post: they register here when the apps start, nothing here knows them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User, WeiboAccount
from content.lint.draft import Timing
from content.models import Post

TIMINGS: "list[Callable[[Post, dt.datetime], list[Timing]]]" = []
"""Each says what stands against publishing a post at its time (K2, K4)."""


def timings_of(post: Post | None) -> tuple[Timing, ...]:
    """Everything against the time of a post; nothing for one that has none."""
    if post is None or post.due_at is None:
        return ()
    return tuple(timing for ask in TIMINGS for timing in ask(post, post.due_at))


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """Somebody who may be meant by an @: where the name comes from, and how close (more is closer)."""

    name: str
    source: str
    closeness: int = 0


NAMES: "list[Callable[[User, WeiboAccount, str], list[Acquaintance]]]" = []
"""Each knows people by a part of their name, as far as this person may know them, for this account."""


def acquaintances(user: User, account: WeiboAccount, words: str) -> list[Acquaintance]:
    """Whom higher layers know by this part of a name (E1: the people of the inbox)."""
    return [found for ask in NAMES for found in ask(user, account, words)]


GATES: "list[Callable[[Post], str]]" = []
"""Each may keep a post from being submitted: the sentence that says why, or nothing (M5)."""


def why_not_yet(post: Post) -> str:
    """The first sentence against submitting it; empty when nobody minds."""
    return next((sentence for ask in GATES if (sentence := ask(post))), "")


RISKS: "dict[str, Callable[[], frozenset[int]]]" = {}
"""By `RiskRule.source`: which posts carry that risk for a reason that does not stand in their text (M5)."""


def crisis_answers() -> frozenset[int]:
    """Posts that answer for a live crisis: what it freezes does not freeze them."""
    return RISKS["crisis"]() if "crisis" in RISKS else frozenset()


@dataclass(frozen=True, slots=True)
class Points:
    """What an answer has to say before it leaves, and for which case: (code, label) in order."""

    case: str
    url: str
    points: tuple[tuple[str, str], ...]


ANSWER_POINTS: "list[Callable[[int], Points | None]]" = []
"""Each may name what an answer to this thread of the inbox has to say (M5): its number is all that is known here."""


def points_before(thread_id: int) -> Points | None:
    """What has to be ticked before an answer to this thread leaves; None for nearly all threads."""
    return next((found for ask in ANSWER_POINTS if (found := ask(thread_id))), None)
