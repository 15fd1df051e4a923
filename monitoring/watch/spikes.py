"""Is what a set catches now out of the ordinary (M4)? Pure; robust statistics over the same hours of the week.

Several windows that end now are each compared with windows of the same length at the same time of the week: short ones
for what bursts, a long one for what burns slowly. The usual is their median, the scatter their median absolute
deviation, never less than that of a Poisson process; counts are compared as square roots, where the scatter of counts
is the same at every height. Windows that were not wholly heard are not comparable: deaf is not calm.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitoring.watch.series import Heard, Minutes, Series

SCALE: Final = 1.4826
"""MAD × 1.4826 estimates the standard deviation of a normal distribution."""
FEWEST: Final = 6
"""With fewer comparable windows nobody knows what is usual, so nothing is raised."""
ENOUGH: Final = 9
"""So many from the same hours of past weeks stand on their own; with fewer the last days help out."""
FEWEST_RECENT: Final = 24
DOUBT: Final = 1.3
"""A past of other hours must be exceeded by more."""
HOUR, DAY, WEEK = 60, 1440, 10080
WEEKS: Final = 8
_SHIFTS = np.array([-HOUR, 0, HOUR], dtype=np.int64)
_WEEKLY = (-np.arange(1, WEEKS + 1)[:, None] * WEEK + _SHIFTS).ravel()
_DAILY = (-np.arange(1, 7)[:, None] * DAY + _SHIFTS).ravel()
_HOURLY = -np.arange(1, 14 * 24 + 1) * HOUR


class Basis(StrEnum):
    """What a count was compared with."""

    WEEKS = "weeks"
    DAYS = "days"
    RECENT = "recent"


@dataclass(frozen=True)
class Strictness:
    """How far above the usual: `steps` scatters, and at least `lift` times the median."""

    steps: float
    lift: float


STRICTNESS: Final = {
    "low": Strictness(steps=7.0, lift=1.5),
    "normal": Strictness(steps=6.0, lift=1.5),
    "high": Strictness(steps=4.5, lift=1.5),
}
"""Tuned on recorded events (`benchmarks.watching.tuning`; figures in docs/alerts.md). The fewer steps, the sooner an
alert and the more false ones."""


@dataclass(frozen=True)
class Setting:
    """How one set is watched. Windows and cool-down in minutes, the last window being the long one."""

    minimum: int
    sensitivity: str = "normal"
    windows: tuple[int, ...] = (10, 20, 60)
    slow: int = 720
    cooldown: int = 120

    @property
    def strictness(self) -> Strictness:
        return STRICTNESS[self.sensitivity]

    @property
    def all_windows(self) -> tuple[int, ...]:
        return (*self.windows, self.slow)


@dataclass(frozen=True)
class Usual:
    """What is usual at this time for a window of this length."""

    median: float
    low: float
    high: float
    threshold: float
    samples: int
    basis: Basis


@dataclass(frozen=True)
class Ordinary:
    """What comparable windows held; `centre` and `scatter` (1: like a Poisson process) make the threshold."""

    median: float
    low: float
    high: float
    centre: float
    scatter: float
    samples: int
    basis: Basis

    def threshold(self, strictness: Strictness) -> float:
        """Counts above it stand out."""
        steps = strictness.steps * (DOUBT if self.basis is Basis.RECENT else 1.0)
        far = (math.sqrt(self.centre + 0.375) + steps / 2 * self.scatter) ** 2 - 0.375
        far = max(far, strictness.lift * self.centre)
        # What one comparable window in ten reaches is not unusual; yet an old crisis must not hide the next for weeks.
        return round(max(far, min(self.high, 2 * far)), 2)


@dataclass(frozen=True)
class Spike:
    """A window with what makes it unusual. `end` in epoch minutes, not part of the window."""

    end: int
    minutes: int
    count: int
    usual: Usual

    @property
    def excess(self) -> float:
        return self.count / max(self.usual.threshold, 1.0)


def find_spike(series: Series, heard: Heard, end: int, setting: Setting) -> Spike | None:
    """The window ending at `end` that stands out most; None when all are ordinary, small or not comparable."""
    found = [
        spike
        for minutes in setting.all_windows
        if (spike := _judge(series, heard, end, minutes, setting)) is not None
        and (minutes != setting.slow or goes_on(series, heard, end, setting))
    ]
    return max(found, key=lambda spike: (spike.excess, -spike.minutes), default=None)


def is_deaf(series: Series, heard: Heard, end: int, setting: Setting) -> bool:
    """Whether some window holds enough to be judged, and none of those has a past to be compared with."""
    full = [minutes for minutes in setting.all_windows if series.count(end, minutes) >= max(1, setting.minimum)]
    return bool(full) and all(_comparable(series, heard, end, minutes) is None for minutes in full)


def usual_at(series: Series, heard: Heard, end: int, minutes: int, strictness: Strictness) -> Usual | None:
    """What a window of this length usually holds at this time; None when too little is known."""
    found = ordinary_at(series, heard, end, minutes)
    if found is None:
        return None
    return Usual(found.median, found.low, found.high, found.threshold(strictness), found.samples, found.basis)


def ordinary_at(series: Series, heard: Heard, end: int, minutes: int) -> Ordinary | None:
    """The same before anybody said how strict to be."""
    found = _comparable(series, heard, end, minutes)
    return _ordinary(*found) if found is not None else None


def _judge(series: Series, heard: Heard, end: int, minutes: int, setting: Setting) -> Spike | None:
    count = series.count(end, minutes)
    if count < max(1, setting.minimum):
        return None
    usual = usual_at(series, heard, end, minutes, setting.strictness)
    return Spike(end, minutes, count, usual) if usual is not None and count > usual.threshold else None


def goes_on(series: Series, heard: Heard, end: int, setting: Setting) -> bool:
    """A long window remembers a burst for hours; it counts only while its last twelfth is above the usual, too."""
    part = max(HOUR, setting.slow // 12)
    usual = ordinary_at(series, heard, end, part)
    return usual is not None and series.count(end, part) > usual.high


def _comparable(series: Series, heard: Heard, end: int, minutes: int) -> tuple[NDArray[np.float64], Basis] | None:
    weekly = _heard_counts(series, heard, _WEEKLY + end, minutes)
    if len(weekly) >= ENOUGH:
        return weekly, Basis.WEEKS
    both = np.concatenate([weekly, _heard_counts(series, heard, _away(_DAILY, minutes) + end, minutes)])
    if len(both) >= FEWEST:
        return both, Basis.DAYS
    recent = _heard_counts(series, heard, _away(_HOURLY, minutes) + end, minutes)
    return (recent, Basis.RECENT) if len(recent) >= FEWEST_RECENT else None


def _away(shifts: Minutes, minutes: int) -> Minutes:
    """Windows that do not overlap with the one in question."""
    return shifts[shifts <= -minutes]


def _heard_counts(series: Series, heard: Heard, ends: Minutes, minutes: int) -> NDArray[np.float64]:
    return series.counts(ends[heard.whole(ends, minutes)], minutes).astype(np.float64)


def _ordinary(samples: NDArray[np.float64], basis: Basis) -> Ordinary:
    middle = float(np.median(samples))
    deviation = SCALE * float(np.median(np.abs(samples - middle)))
    low, high = (float(part) for part in np.quantile(samples, [0.1, 0.9]))
    # A median of 0 hides a handful now and then; the mean of all but the loudest tenth does not.
    centre = max(middle, float(samples[samples <= high].mean()))
    scatter = math.sqrt(max(1.0, deviation**2 / max(centre, 1.0)))
    return Ordinary(middle, low, high, centre, scatter, len(samples), basis)


def severity_of(excess: float, *, negative: int | None = None, reach: int | None = None) -> int:
    """1 to 10: up to 7 by speed (three steps for each doubling twice above the threshold), up to 2 by the percentage
    of negative voices, up to 2 by followers reached. What is unknown adds nothing."""
    speed = min(7, 1 + int(1.5 * math.log2(max(excess, 1.0))))
    dark = 0 if negative is None else (negative >= 50) + (negative >= 75)
    wide = 0 if reach is None else (reach >= 1_000_000) + (reach >= 10_000_000)
    return max(1, min(10, speed + dark + wide))
