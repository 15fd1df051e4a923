"""What the calendar says about days: golden windows (K3), holidays, make-up days and special days (K7)."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.dates import DayKind, at_local, day_kind, local_day
from publishing.models import GoldenWindow, SilenceDay, SpecialDay

WORKING = {DayKind.WORKDAY, DayKind.MAKE_UP}


@dataclass(frozen=True, slots=True)
class Note:
    """A word about a day."""

    day: dt.date
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Glow:
    """A golden window on a day."""

    start: dt.datetime
    end: dt.datetime
    name: str


def days_between(start: dt.datetime, end: dt.datetime) -> list[dt.date]:
    """The days in Beijing that a span of time touches."""
    first = local_day(start)
    return [first + dt.timedelta(days=step) for step in range((end - start).days + 1)]


def notes_of(days: list[dt.date]) -> list[Note]:
    """Holidays and make-up working days where they have been announced, special and silence days; two queries."""
    words = {DayKind.HOLIDAY: _("休"), DayKind.MAKE_UP: _("班")}
    found = [Note(day, words[kind], kind.value) for day in days if (kind := day_kind(day)) in words]
    rows = SpecialDay.objects.filter(date__gte=days[0], date__lte=days[-1]) if days else []
    found += [Note(row.date, row.name, row.kind) for row in rows]
    quiet = SilenceDay.objects.filter(is_on=True) if days else []
    return found + [
        Note(day, _("静默日：%(name)s") % {"name": row.name}, "silence") for row in quiet for day in days if row.on(day)
    ]


def glows_of(days: list[dt.date]) -> list[Glow]:
    """The golden windows of these days; free days have their own. One query."""
    windows = list(GoldenWindow.objects.all())
    return [
        Glow(at_local(day, window.starts), at_local(day, window.ends), window.name)
        for day in days
        for window in windows
        if window.on_workdays == _is_working(day) and window.weekday in {None, day.weekday()}
    ]


def _is_working(day: dt.date) -> bool:
    kind = day_kind(day)
    return kind in WORKING or (kind == DayKind.UNKNOWN and day.weekday() < 5)
