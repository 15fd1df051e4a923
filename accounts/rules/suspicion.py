"""Who on a follow list looks like a machine, and who has gone quiet (A9). Stated rules, with a version.

Only what is known counts: a fact that nobody has told speaks neither for nor against anybody. A verified account is
never suspected.
"""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

VERSION = "2026.1"
"""Changes whenever a rule or a number changes: who was kept under another version is looked at again."""
ENOUGH = 4
"""Points from which on somebody is suspected."""

FEW_FOLLOWERS = 20  # friends for each follower
MANY_FRIENDS = 300
FEW_POSTS = 5
SETTLED_DAYS = 90
NEW_DAYS = 30
GIVEN_NAME = re.compile(r"用户\d{6,}")
DIGITS_AT_THE_END = re.compile(r"\d{5,}$")


class Reason(StrEnum):
    """Why somebody is suspected; people see a sentence for each."""

    GIVEN_NAME = "given_name"
    DIGITS = "digits"
    NO_AVATAR = "no_avatar"
    RATIO = "ratio"
    NO_POSTS = "no_posts"
    NEW = "new"
    GONE = "gone"


POINTS = {
    Reason.GIVEN_NAME: 2,
    Reason.DIGITS: 1,
    Reason.NO_AVATAR: 2,
    Reason.RATIO: 3,
    Reason.NO_POSTS: 2,
    Reason.NEW: 1,
    Reason.GONE: 4,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of somebody; None is unknown."""

    screen_name: str = ""
    followers: int | None = None
    friends: int | None = None
    posts: int | None = None
    registered_on: dt.date | None = None
    last_post_on: dt.date | None = None
    default_avatar: bool | None = None
    verified: bool | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Points and their reasons, the heaviest first."""

    points: int
    reasons: tuple[Reason, ...]

    @property
    def suspected(self) -> bool:
        return self.points >= ENOUGH


def judge(facts: Facts, *, day: dt.date) -> Verdict:
    """How much speaks for a machine on a day."""
    if facts.verified and not facts.gone:
        return Verdict(0, ())
    reasons = sorted(_reasons(facts, day), key=lambda reason: (-POINTS[reason], reason))
    return Verdict(sum(POINTS[reason] for reason in reasons), tuple(reasons))


def _reasons(facts: Facts, day: dt.date) -> set[Reason]:
    age = None if facts.registered_on is None else (day - facts.registered_on).days
    told = {
        Reason.GIVEN_NAME: GIVEN_NAME.fullmatch(facts.screen_name) is not None,
        Reason.DIGITS: not GIVEN_NAME.fullmatch(facts.screen_name)
        and bool(DIGITS_AT_THE_END.search(facts.screen_name)),
        Reason.NO_AVATAR: bool(facts.default_avatar),
        Reason.RATIO: _follows_far_more(facts.followers, facts.friends),
        Reason.NO_POSTS: facts.posts is not None and facts.posts < FEW_POSTS and (age is None or age >= SETTLED_DAYS),
        Reason.NEW: age is not None and 0 <= age < NEW_DAYS,
        Reason.GONE: facts.gone,
    }
    return {reason for reason, holds in told.items() if holds}


def _follows_far_more(followers: int | None, friends: int | None) -> bool:
    if followers is None or friends is None:
        return False
    return friends >= MANY_FRIENDS and friends >= FEW_FOLLOWERS * max(followers, 1)


def quiet_days(facts: Facts, *, day: dt.date) -> int | None:
    """Days without a post; None when the last post is not known."""
    return None if facts.last_post_on is None else max(0, (day - facts.last_post_on).days)
