"""How much like a machine an account behaves, 0 to 100, with reasons (M4). Pure; see docs/speakers.md.

Only what is known counts: an account of which hardly anything is known has no score. Every rule adds or takes points;
its figures stand beside it, so that a person can check it. Change `RULES` whenever a rule or a figure changes: then
all accounts are weighed again.
"""

import datetime as dt
import itertools
import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

RULES = 1
SUSPECTED = 60
"""From this score on an account counts as a suspected machine."""
FEWEST = 3
"""So many texts have to be known before what they are like says anything."""

_MADE_NAME = re.compile(r"(?:用户|手机用户|user|wb_?)\d{6,}|[a-z]{1,4}\d{7,}|\d{8,}", re.IGNORECASE)
_BLANK = frozenset({"", "转发微博", "轉發微博", "repost", "转发", "分享图片", "分享视频"})
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of an account. `reactions` are reposts, comments and likes of each text, None where unknown;
    `groups` the group of near-identical texts of each, None for none; `followings` and `since` are rarely told."""

    name: str = ""
    followers: int | None = None
    verified: int | None = None
    texts: Sequence[str] = ()
    times: Sequence[dt.datetime] = ()
    reactions: Sequence[int | None] = ()
    groups: Sequence[int | None] = ()
    followings: int | None = None
    age_days: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that applied: its code (a sentence in `queries.speakers.SENTENCES`), its points, its figures."""

    code: str
    points: int
    figures: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Weighed:
    """The score, or None when too little is known; reasons, the heaviest first."""

    score: int | None
    reasons: tuple[Reason, ...]


def weigh(seen: Seen) -> Weighed:
    """Apply all rules. A verified or widely read account needs far more against it than an unknown one."""
    reasons = [*_repeats(seen), *_answered(seen), *_rhythm(seen), *_profile(seen), *_standing(seen)]
    if not reasons or (len(seen.texts) < FEWEST and not any(abs(one.points) >= _ALONE for one in reasons)):
        return Weighed(None, ())
    score = max(0, min(100, sum(one.points for one in reasons)))
    return Weighed(score, tuple(sorted(reasons, key=lambda one: -abs(one.points))))


_ALONE = 30
"""A rule of so many points says something even of an account with one text."""


def _repeats(seen: Seen) -> list[Reason]:
    number = len(seen.texts)
    if number < FEWEST:
        return []
    bare = [_SIGNS.sub("", text).casefold() for text in seen.texts]
    blank = sum(text in _BLANK for text in bare)
    same, groups = Counter(bare), Counter(group for group in seen.groups if group is not None)
    kinds = zip(bare, seen.groups or [None] * number, strict=True)
    twice = sum(same[text] > 1 or (group is not None and groups[group] > 1) for text, group in kinds)
    found = []
    share = 100 * twice // number
    for least, points in ((80, 45), (50, 35), (25, 20)):
        if share >= least:
            found.append(Reason("repeats", points, (share, number)))
            break
    if number >= 5 and 100 * blank // number >= 60:
        found.append(Reason("blank", 15, (100 * blank // number, number)))
    return found


def _answered(seen: Seen) -> list[Reason]:
    known = [one for one in seen.reactions if one is not None]
    if len(known) < FEWEST:
        return []
    silent, mean = 100 * sum(one == 0 for one in known) // len(known), round(statistics.fmean(known))
    if mean >= 5:
        return [Reason("answered", -25, (mean,))]
    for least, points in ((95, 30), (75, 20)):
        if silent >= least:
            return [Reason("unanswered", points, (silent, len(known)))]
    return []


def _rhythm(seen: Seen) -> list[Reason]:
    times = sorted(seen.times)
    if len(times) < 6:
        return []
    gaps = [(later - one).total_seconds() for one, later in itertools.pairwise(times)]
    found = []
    mean = statistics.fmean(gaps)
    if mean >= 30 and statistics.pstdev(gaps) / mean < 0.1:
        found.append(Reason("even", 35, (round(mean / 60), len(gaps) + 1)))
    fast = sum(gap <= 10 for gap in gaps)
    if fast >= 4 and 2 * fast >= len(gaps):
        found.append(Reason("burst", 25, (fast + 1,)))
    hours = len({one.hour for one in times})
    if len(times) >= 40 and hours >= 22:
        found.append(Reason("sleepless", 15, (hours,)))
    return found


def _profile(seen: Seen) -> list[Reason]:
    found = []
    if _MADE_NAME.fullmatch(seen.name.strip()):
        found.append(Reason("name", 15))
    if seen.followers is not None and seen.followers < 200:
        found.append(Reason("few", 20 if seen.followers < 50 else 15, (seen.followers,)))
    if seen.followings is not None and seen.followings >= max(500, 20 * (seen.followers or 0)):
        found.append(Reason("follows", 20, (seen.followings,)))
    if seen.age_days is not None and seen.age_days < 30:
        found.append(Reason("young", 15, (seen.age_days,)))
    return found


def _standing(seen: Seen) -> list[Reason]:
    found = []
    if seen.verified is not None and seen.verified >= 0 and seen.verified not in _NO_PROOF:
        found.append(Reason("verified", -20, (seen.verified,)))
    if seen.followers is not None and seen.followers >= 100_000:
        found.append(Reason("read", -25, (seen.followers,)))
    return found


_NO_PROOF = frozenset({200, 220})
"""Weibo's marks for eager users: earned by posting, nobody looked at papers."""
