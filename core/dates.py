"""Days and weeks as the team sees them: in China's time zone, weeks from Monday, holidays when announced."""

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar
from zoneinfo import ZoneInfo

import chinese_calendar

BEIJING = ZoneInfo("Asia/Shanghai")


class DayKind(Enum):
    """What a date is in China; `UNKNOWN` for years whose holidays have not been announced yet."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Week:
    """An ISO week, Monday to Sunday, in Beijing time."""

    monday: dt.date
    kind: ClassVar[str] = "week"

    @property
    def days(self) -> list[dt.date]:
        return [self.monday + dt.timedelta(days=offset) for offset in range(7)]

    @property
    def sunday(self) -> dt.date:
        return self.monday + dt.timedelta(days=6)

    @property
    def first(self) -> dt.date:
        return self.monday

    @property
    def last(self) -> dt.date:
        return self.sunday

    @property
    def start(self) -> dt.datetime:
        return day_start(self.monday)

    @property
    def end(self) -> dt.datetime:
        return day_start(self.monday + dt.timedelta(days=7))

    @property
    def previous(self) -> "Week":
        return Week(self.monday - dt.timedelta(days=7))

    @property
    def next(self) -> "Week":
        return Week(self.monday + dt.timedelta(days=7))

    def __str__(self) -> str:
        year, week, _ = self.monday.isocalendar()
        return f"{year}-W{week:02d}"


@dataclass(frozen=True)
class Month:
    """A calendar month in Beijing time; `first` is its first day. Has what a `Week` has."""

    first: dt.date
    kind: ClassVar[str] = "month"

    @property
    def last(self) -> dt.date:
        return self.next.first - dt.timedelta(days=1)

    @property
    def days(self) -> list[dt.date]:
        return [self.first + dt.timedelta(days=offset) for offset in range(self.last.day)]

    @property
    def start(self) -> dt.datetime:
        return day_start(self.first)

    @property
    def end(self) -> dt.datetime:
        return day_start(self.next.first)

    @property
    def previous(self) -> "Month":
        return month_of(self.first - dt.timedelta(days=1))

    @property
    def next(self) -> "Month":
        return month_of(self.first + dt.timedelta(days=31))

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"


@dataclass(frozen=True)
class SoFar:
    """The first days of a week or month, up to `last`. Has what a `Week` has.

    Before it lies the same part of the week or month before, so that two days are compared with two days.
    """

    whole: Week | Month
    last: dt.date

    @property
    def kind(self) -> str:
        return self.whole.kind

    @property
    def first(self) -> dt.date:
        return self.whole.first

    @property
    def days(self) -> list[dt.date]:
        return [day for day in self.whole.days if day <= self.last]

    @property
    def start(self) -> dt.datetime:
        return self.whole.start

    @property
    def end(self) -> dt.datetime:
        return day_start(self.last + dt.timedelta(days=1))

    @property
    def previous(self) -> "SoFar":
        before = self.whole.previous
        return SoFar(before, min(before.first + (self.last - self.first), before.last))

    @property
    def next(self) -> Week | Month:
        return self.whole.next

    def __str__(self) -> str:
        return str(self.whole)


Period = Week | Month | SoFar
"""What a report speaks of."""


def local_day(at: dt.datetime) -> dt.date:
    """The date of an instant in Beijing."""
    return at.astimezone(BEIJING).date()


def day_start(day: dt.date) -> dt.datetime:
    """Midnight at which a Beijing day begins, as an aware instant."""
    return dt.datetime.combine(day, dt.time(), tzinfo=BEIJING)


def at_local(day: dt.date, time: dt.time) -> dt.datetime:
    """The instant of a Beijing wall clock time."""
    return dt.datetime.combine(day, time, tzinfo=BEIJING)


def week_of(day: dt.date) -> Week:
    """The week a day lies in."""
    return Week(day - dt.timedelta(days=day.weekday()))


def month_of(day: dt.date) -> Month:
    """The month a day lies in."""
    return Month(day.replace(day=1))


def day_kind(day: dt.date) -> DayKind:
    """Holiday, make-up working day, weekend or working day (K3, K7). Never raises for unannounced years."""
    try:
        holiday = chinese_calendar.is_holiday(day)
    except NotImplementedError:
        return DayKind.UNKNOWN
    weekend = day.weekday() >= 5
    if holiday:
        name = chinese_calendar.get_holiday_detail(day)[1]
        return DayKind.HOLIDAY if name else DayKind.WEEKEND
    return DayKind.MAKE_UP if weekend else DayKind.WORKDAY
