"""How many followers a campaign brought and how many of them stayed, from daily counts alone (P2, P10). Pure.

Weibo tells nobody who followed because of what. So a gain is what came beyond the usual: the growth from the last count
before the campaign, less the account's usual growth a day (the median of the 28 days before) times the days. Those who
are still beyond the usual so many days later were kept.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

USUAL_DAYS = 28
ENOUGH_DAYS = 14
NEAR = 3
"""A count at most so many days older than the day asked for still speaks of it."""
LATER = (7, 28)

Counts = Mapping[dt.date, int]


@dataclass(frozen=True)
class Gain:
    """Of one account. `usual`: growth of that many usual days. None: not counted, or not yet."""

    before: int | None
    growth: int | None
    usual: int | None
    extra: int | None
    kept: dict[int, int | None]


def count_on(counts: Counts, day: dt.date) -> int | None:
    """The count of a day, or the latest of the few days before it."""
    return next((counts[near] for n in range(NEAR + 1) if (near := day - dt.timedelta(n)) in counts), None)


def usual_growth(counts: Counts, first: dt.date) -> float | None:
    """Median growth a day of the 28 days before `first`; None with fewer than 14 pairs of days."""
    days = [first - dt.timedelta(n) for n in range(1, USUAL_DAYS + 1)]
    steps = [
        counts[day] - counts[day - dt.timedelta(1)] for day in days if day in counts and day - dt.timedelta(1) in counts
    ]
    return median(steps) if len(steps) >= ENOUGH_DAYS else None


def gain_of(counts: Counts, *, first: dt.date, last: dt.date, today: dt.date) -> Gain:
    """What one account gained from `first` to `last` (both included; `last` may lie ahead of `today`)."""
    until = min(last, today)
    before, now, usual = count_on(counts, first - dt.timedelta(1)), count_on(counts, until), usual_growth(counts, first)
    growth = None if before is None or now is None or until < first else now - before
    days = (until - first).days + 1
    expected = None if usual is None else round(usual * days)
    extra = None if growth is None or expected is None else growth - expected

    def kept(after: int) -> int | None:
        """Of the extra ones; those who stayed cannot be more than came."""
        day = last + dt.timedelta(after)
        later = count_on(counts, day) if day <= today else None
        if later is None or before is None or usual is None or extra is None:
            return None
        beyond = later - before - round(usual * ((day - first).days + 1))
        return max(0, min(extra, beyond))

    return Gain(before, growth, expected, extra, {after: kept(after) for after in LATER})


def total_of(gains: Sequence[Gain]) -> Gain:
    """All accounts together; a number that one account lacks is unknown for all."""
    return Gain(
        before=_sum([gain.before for gain in gains]),
        growth=_sum([gain.growth for gain in gains]),
        usual=_sum([gain.usual for gain in gains]),
        extra=_sum([gain.extra for gain in gains]),
        kept={after: _sum([gain.kept[after] for gain in gains]) for after in LATER},
    )


def _sum(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if values and len(known) == len(values) else None
