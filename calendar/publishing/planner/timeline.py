"""The posts of one account in order of time, so that a moment is judged by its neighbours only. Pure, in memory."""

import datetime as dt
from bisect import bisect_left, insort
from collections.abc import Iterable

from core.dates import day_start, local_day
from publishing.planner.rules import Breach, Limits, Neighbour, breaches

DAY = dt.timedelta(days=1)


class Timeline:
    """Everything of an account that went out or will; grows while places are given away."""

    def __init__(self, limits: Limits, neighbours: Iterable[Neighbour] = ()) -> None:
        self.limits = limits
        self._rows = sorted(neighbours, key=_when)

    def add(self, neighbour: Neighbour) -> None:
        """One more post."""
        insort(self._rows, neighbour, key=_when)

    def near(self, at: dt.datetime, span: dt.timedelta = DAY) -> list[Neighbour]:
        """The posts within `span` of a moment, in order."""
        return self._rows[bisect_left(self._rows, at - span, key=_when) : bisect_left(self._rows, at + span, key=_when)]

    def breaches(self, at: dt.datetime, *, promotional: bool = False) -> list[Breach]:
        """K2, K4: what one more post at `at` would break."""
        return breaches(self.limits, self.near(at), at, promotional=promotional)

    def earliest(self, start: dt.datetime, end: dt.datetime) -> dt.datetime | None:
        """The first moment from `start` to `end` at which one more post breaks nothing; None when there is none.

        Only a moment that follows a post by the least distance, leaves a burst behind or begins a day can be the first.
        """
        gap = dt.timedelta(minutes=max(self.limits.min_gap_minutes or 0, 1))
        span = max(gap, dt.timedelta(minutes=self.limits.burst_minutes))
        moments = {start}
        for row in self.near(start, span) + [row for row in self._rows if start < row.at <= end]:
            moments |= {row.at + gap, row.at + dt.timedelta(minutes=self.limits.burst_minutes)}
        if self.limits.max_per_day is not None:
            moments |= _midnights(start, end)
        return next((at for at in sorted(moments) if start <= at <= end and not self.breaches(at)), None)


def _when(neighbour: Neighbour) -> dt.datetime:
    return neighbour.at


def _midnights(start: dt.datetime, end: dt.datetime) -> set[dt.datetime]:
    days = (local_day(end) - local_day(start)).days
    return {day_start(local_day(start) + dt.timedelta(days=number)) for number in range(1, days + 1)}
