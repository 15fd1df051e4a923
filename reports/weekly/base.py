"""Comparison with an account's own usual weeks (I3): median of the last four like weeks and their spread. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

ENOUGH_WEEKS = 3
MAD_TO_SIGMA = 1.4826
"""Scales the median absolute deviation to a standard deviation of a normal distribution."""


@dataclass(frozen=True)
class Base:
    """What is usual: the median and the band around it, from `weeks` earlier weeks."""

    median: float
    low: float
    high: float
    weeks: int


@dataclass(frozen=True)
class Comparison:
    """A value beside its base. `share` is the change in proportion to the median; None when the median is 0."""

    value: float
    base: Base | None
    share: float | None
    is_unusual: bool


def base_of(earlier: Sequence[float | None]) -> Base | None:
    """The base of up to four earlier weeks; None with fewer than three that have data."""
    known = [value for value in earlier if value is not None]
    if len(known) < ENOUGH_WEEKS:
        return None
    middle = median(known)
    spread = max(MAD_TO_SIGMA * median(abs(value - middle) for value in known), 0.05 * abs(middle))
    return Base(median=middle, low=max(0.0, middle - 2 * spread), high=middle + 2 * spread, weeks=len(known))


def compare(value: float | None, earlier: Sequence[float | None]) -> Comparison | None:
    """A week's value beside its base; None when the value itself is unknown.

    Unusual means outside the band *and* at least a tenth away from the median, so that tiny spreads do not shout.
    """
    if value is None:
        return None
    base = base_of(earlier)
    if base is None:
        return Comparison(value=value, base=None, share=None, is_unusual=False)
    share = (value - base.median) / base.median if base.median else None
    outside = not base.low <= value <= base.high
    return Comparison(value=value, base=base, share=share, is_unusual=outside and (share is None or abs(share) >= 0.1))
