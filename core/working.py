"""Working hours by the Chinese calendar: holidays and make-up days count as announced."""

import datetime as dt
from dataclasses import dataclass

from core.dates import DayKind, at_local, local_day
from core.holidays import SHIPPED, OfficialDays

FARTHEST = 400
"""Days that are looked ahead; there is a working day long before."""


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """From when to when people work, in Beijing time, when they rest between, and on which days."""

    starts: dt.time = dt.time(9, 0)
    ends: dt.time = dt.time(18, 0)
    lunch_starts: dt.time | None = None
    lunch_ends: dt.time | None = None
    official: OfficialDays = SHIPPED

    def spans(self, day: dt.date) -> list[tuple[dt.datetime, dt.datetime]]:
        """The working spans of a day; none on a day off. Days nobody has announced yet count by the weekday."""
        if not self.official.is_worked(day):
            return []
        bounds = [self.starts, self.ends]
        if self.lunch_starts and self.lunch_ends and self.starts < self.lunch_starts < self.lunch_ends < self.ends:
            bounds[1:1] = [self.lunch_starts, self.lunch_ends]
        moments = [at_local(day, bound) for bound in bounds]
        return list(zip(moments[::2], moments[1::2], strict=True))

    def is_guessed(self, day: dt.date) -> bool:
        """Whether a day counts by its weekday only because its year's holidays have not been announced yet."""
        return self.official.of(day)[0] is DayKind.UNKNOWN


def after_working(start: dt.datetime, hours: float, day: WorkingDay) -> dt.datetime:
    """The instant at which so many working hours have passed since `start`."""
    left = dt.timedelta(hours=hours)
    first = local_day(start)
    for offset in range(FARTHEST):
        for begins, ends in day.spans(first + dt.timedelta(days=offset)):
            begins = max(begins, start)
            if begins >= ends:
                continue
            if left <= ends - begins:
                return begins + left
            left -= ends - begins
    return start + dt.timedelta(hours=hours)


def working_minutes(start: dt.datetime, end: dt.datetime, day: WorkingDay) -> int:
    """Whole working minutes from `start` to `end`; none when `end` is not later. The other way round of
    `after_working`."""
    passed, last = dt.timedelta(), local_day(end)
    date = local_day(start)
    while date <= last:
        for begins, ends in day.spans(date):
            passed += max(min(ends, end) - max(begins, start), dt.timedelta())
        date += dt.timedelta(days=1)
    return int(passed.total_seconds() // 60)
