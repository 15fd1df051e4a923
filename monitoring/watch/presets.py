"""Days on which bad news is likelier, planned each year and then the team's to change (M3). Pure."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from core.dates import DayKind
from core.holidays import OfficialDays

GOLDEN_DAYS = 5
"""A holiday of fewer days is no golden week."""
AROUND = dt.timedelta(days=1)
COMPLAINTS = ("投诉", "维权", "曝光", "退款", "虚假宣传")
TRAVEL = ("投诉", "退款", "客服", "排队", "涨价")
SALES = ("先涨后降", "虚假宣传", "不发货", "退货", "投诉")


@dataclass(frozen=True)
class PlannedWindow:
    """A window as it is proposed; `origin` tells it from every other."""

    origin: str
    name: str
    first_on: dt.date
    last_on: dt.date
    interval_minutes: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class _Fixed:
    slug: str
    name: str
    first: tuple[int, int]
    last: tuple[int, int]
    interval_minutes: int
    words: tuple[str, ...]


FIXED = (
    _Fixed("3-15", "3·15", (3, 8), (3, 17), 5, (*COMPLAINTS, "315", "3·15", "黑猫投诉")),
    _Fixed("6-18", "618", (6, 16), (6, 20), 10, SALES),
    _Fixed("11-11", "双11", (11, 9), (11, 13), 10, SALES),
)


def planned_windows(days: OfficialDays, *, first: dt.date, last: dt.date) -> list[PlannedWindow]:
    """Every preset window that begins between two days. Golden weeks only once the year is announced."""
    years = range(first.year, last.year + 1)
    found = [_fixed(preset, year) for preset in FIXED for year in years]
    found += _golden_weeks(days, first, last)
    return sorted((window for window in found if first <= window.first_on <= last), key=lambda window: window.first_on)


def _fixed(preset: _Fixed, year: int) -> PlannedWindow:
    return PlannedWindow(
        f"{preset.slug}:{year}",
        preset.name,
        dt.date(year, *preset.first),
        dt.date(year, *preset.last),
        preset.interval_minutes,
        preset.words,
    )


def _golden_weeks(days: OfficialDays, first: dt.date, last: dt.date) -> Iterator[PlannedWindow]:
    """Runs of official holidays; a run that has begun before `first` is left out."""
    span = [first + dt.timedelta(days=number) for number in range((last - first).days + 15)]
    for is_holiday, run in groupby(span, key=lambda day: days.of(day)[0] is DayKind.HOLIDAY):
        stretch = list(run)
        if is_holiday and len(stretch) >= GOLDEN_DAYS and stretch[0] > first:
            name = _season(stretch[0])
            origin = f"golden:{stretch[0].isoformat()}"
            yield PlannedWindow(origin, name, stretch[0] - AROUND, stretch[-1] + AROUND, 10, TRAVEL)


def _season(day: dt.date) -> str:
    if day.month <= 2:
        return "春节黄金周"
    return "五一黄金周" if day.month <= 5 else "国庆黄金周"
