"""Comparison with an account's own usual periods (I3): median of the last four like periods and their spread. Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

PERIODS = 4
"""So many earlier periods make a base."""
ENOUGH_PERIODS = 3
MAD_TO_SIGMA = 1.4826
"""Scales the median absolute deviation to a standard deviation of a normal distribution."""


@dataclass(frozen=True)
class Base:
    """What is usual: the median and the band around it, from `periods` earlier periods."""

    median: float
    low: float
    high: float
    periods: int

    @property
    def spread(self) -> float:
        """How far a usual week lies from the median; 0 only when all weeks were 0."""
        return (self.high - self.median) / 2


@dataclass(frozen=True)
class Comparison:
    """A value beside its base. `share` is the change in proportion to the median; None when the median is 0."""

    value: float
    base: Base | None
    share: float | None
    is_unusual: bool

    @property
    def spreads(self) -> float | None:
        """The distance from the median in usual spreads; None without a base or a spread."""
        if self.base is None or not self.base.spread:
            return None
        return abs(self.value - self.base.median) / self.base.spread


def step_of(days: int) -> int:
    """How many days lie between like periods of a length: whole weeks, so that weekdays stay beside weekdays.

    A Monday is beside the four Mondays before, 7 days beside the 4 weeks, 28 days beside the 4 times 28 days before.
    """
    return -(-days // 7) * 7


def like_spans(first: dt.date, last: dt.date) -> list[tuple[dt.date, dt.date]]:
    """The four earlier spans that a span is compared with, the latest first; both days included."""
    step = dt.timedelta(days=step_of((last - first).days + 1))
    return [(first - number * step, last - number * step) for number in range(1, PERIODS + 1)]


def base_of(earlier: Sequence[float | None]) -> Base | None:
    """The base of up to four earlier periods; None with fewer than three that have data.

    The band goes below 0 only for values that do, such as the growth of followers.
    """
    known = [value for value in earlier if value is not None]
    if len(known) < ENOUGH_PERIODS:
        return None
    middle = median(known)
    spread = max(MAD_TO_SIGMA * median(abs(value - middle) for value in known), 0.05 * abs(middle))
    low = middle - 2 * spread
    return Base(middle, low if min(known) < 0 else max(0.0, low), middle + 2 * spread, periods=len(known))


def compare(value: float | None, earlier: Sequence[float | None]) -> Comparison | None:
    """A period's value beside its base; None when the value itself is unknown.

    Unusual means outside the band *and* at least a tenth away from the median, so that tiny spreads do not shout.
    """
    if value is None:
        return None
    base = base_of(earlier)
    if base is None:
        return Comparison(value=value, base=None, share=None, is_unusual=False)
    share = (value - base.median) / abs(base.median) if base.median else None
    outside = not base.low <= value <= base.high
    return Comparison(value=value, base=base, share=share, is_unusual=outside and (share is None or abs(share) >= 0.1))
