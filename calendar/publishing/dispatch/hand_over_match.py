"""Is a post on the account's own timeline the one that a person was asked to publish (K6)? Pure."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from weibo.text import normalise_for_match, same_post
from weibo.types import Status

NEARLY = 0.7
"""Share of equal characters from which a person is asked whether this is it."""
EARLIER = dt.timedelta(minutes=20)
"""People begin when the first reminder comes, a quarter of an hour before."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was to be published by hand. `since`: nothing older is looked at."""

    text: str
    pictures: int
    since: dt.datetime
    repost_of: str = ""


def exactly(wanted: Wanted, timeline: Iterable[Status], *, taken: Collection[str]) -> Status | None:
    """The earliest post with the same words, pictures and original that nobody else's is."""
    fitting = [
        status
        for status in _candidates(wanted, timeline, taken)
        if len(status.pictures) == wanted.pictures and same_post(wanted.text, status.text)
    ]
    return min(fitting, key=lambda status: status.published_at, default=None)


def nearly(wanted: Wanted, timeline: Iterable[Status], *, taken: Collection[str]) -> Status | None:
    """The post most alike, when it is alike enough to ask: a character was changed, a picture left out."""
    alike = [(likeness(wanted.text, status.text), status) for status in _candidates(wanted, timeline, taken)]
    share, best = max(alike, key=lambda pair: pair[0], default=(0.0, None))
    return best if share >= NEARLY else None


def likeness(ours: str, theirs: str) -> float:
    """0 to 1, without links, hash signs and blanks."""
    return SequenceMatcher(None, normalise_for_match(ours), normalise_for_match(theirs), autojunk=False).ratio()


def differences(ours: str, theirs: str) -> list[tuple[str, str]]:
    """The two texts in pieces, in order: ("same" | "ours" | "theirs", characters). Ours is what was left out, theirs
    what was added."""
    pieces: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("same", ours[a:b]))
            continue
        pieces += [("ours", ours[a:b])] if b > a else []
        pieces += [("theirs", theirs[c:d])] if d > c else []
    return pieces


def _candidates(wanted: Wanted, timeline: Iterable[Status], taken: Collection[str]) -> list[Status]:
    return [
        status
        for status in timeline
        if status.id not in taken
        and status.published_at >= wanted.since - EARLIER
        and (status.retweeted.id if status.retweeted else "") == wanted.repost_of
    ]
