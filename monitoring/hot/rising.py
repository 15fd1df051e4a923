"""Is a topic talked of more than usual (M7)? Pure; the statistics of alerts (`watch.spikes`) over one long window.

Compared is the same stretch of past weeks (or days), as far as it was heard in full. When everything else is louder,
too, because a crawler read more, the usual is raised by as much: only what grew beyond the rest has risen.
"""

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from monitoring.watch.series import Heard, Series
from monitoring.watch.spikes import DAY, HOUR, WEEK, Basis, Ordinary, Strictness, ordinary_at

SPANS: Final = {"hours": 6 * HOUR, "day": DAY, "week": WEEK}
"""Minutes that are looked at."""
STRICTNESS: Final = Strictness(steps=4.5, lift=1.5)
"""Some thousand words are asked at once, so it takes more than a set does; tuned in `script/bench topics`."""
FEWEST_KNOWN, BURST = 20, 10
"""A past of fewer posts does not tell which words are usual once ten times as much comes at once: a crawler begins."""
RARE: Final = 3.0
"""Of a word that never stood in n posts, up to 3/n may be usual (the rule of three)."""
FEWEST_POSTS, FEWEST_PEOPLE = 5, 3
SMALL_PEOPLE, SMALL_SAMPLES = 10, 9


class State(StrEnum):
    """What can be said of a topic."""

    RISING = "rising"
    STEADY = "steady"
    FEW = "few"
    UNKNOWN = "unknown"
    MACHINES = "machines"


@dataclass(frozen=True)
class Looked:
    """A window that ends at `end` (epoch minutes) over the past: all posts of people, and when they could be heard.

    `sampled`: every how manyth post is in the series.
    """

    end: int
    minutes: int
    everything: Series
    heard: Heard
    sampled: int = 1

    @property
    def share(self) -> float:
        """Which part of the window itself was heard."""
        return self.heard.share(self.end - self.minutes, self.end)


@dataclass(frozen=True)
class Rise:
    """A count beside its usual. `threshold`: counts above it have risen; `louder`: by how much all else grew."""

    state: State
    count: int
    median: float = 0.0
    low: float = 0.0
    high: float = 0.0
    threshold: float = 0.0
    samples: int = 0
    basis: str = ""
    louder: float = 1.0

    @property
    def excess(self) -> float:
        """How far above the threshold."""
        return self.count / max(self.threshold, 1.0) if self.samples else 0.0


def judge(series: Series, looked: Looked, *, posts: int, people: int) -> Rise:
    """What those who carry something come to: `posts` of the window by so many `people`, machines aside.

    `series` holds the sources that have a past; when most of the posts are of others, nobody knows what is usual.
    """
    count = series.count(looked.end, looked.minutes)
    if people == 0:
        return Rise(State.MACHINES, count)
    usual = ordinary_at(series, looked.heard, looked.end, looked.minutes)
    if usual is None or 2 * count * looked.sampled < posts:
        return Rise(State.UNKNOWN if _is_enough(posts, people) else State.FEW, count)
    whole = ordinary_at(looked.everything, looked.heard, looked.end, looked.minutes)
    said = looked.everything.count(looked.end, looked.minutes)
    if whole is None or (_known(whole, looked.minutes) < FEWEST_KNOWN and said > BURST * max(whole.centre, 1)):
        return Rise(State.UNKNOWN if _is_enough(posts, people) else State.FEW, count)
    louder = _louder(usual, whole, said - count)
    raised = replace(usual, centre=usual.centre * louder, high=usual.high * louder)
    share = (_known(usual, looked.minutes) + RARE) / (_known(whole, looked.minutes) + RARE)
    threshold = max(raised.threshold(STRICTNESS), share * (said - count))
    state = State.RISING if count > threshold else State.STEADY
    return Rise(
        state if _is_enough(posts, people) else State.FEW, count, usual.median, usual.low, usual.high, threshold,
        usual.samples, usual.basis.value, round(louder, 2),
    )  # fmt: skip


def _is_enough(posts: int, people: int) -> bool:
    return posts >= FEWEST_POSTS and people >= FEWEST_PEOPLE


def _louder(usual: Ordinary, whole: Ordinary, rest: int) -> float:
    """By what factor all that does not carry it is above its usual; never below one."""
    return max(1.0, rest / (whole.centre - usual.centre)) if whole.centre - usual.centre >= 1 else 1.0


def _known(usual: Ordinary, minutes: int) -> float:
    """About how many posts the past rests on: windows an hour apart overlap, so most of them say nothing new."""
    apart = max(1.0, minutes / HOUR) if usual.basis is Basis.RECENT else 3.0
    return usual.samples * usual.centre / apart


def series_of(minutes: list[int]) -> Series:
    """Instants in epoch minutes as a series."""
    return Series(Counter(minutes))
