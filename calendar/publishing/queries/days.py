"""What the calendar says about days: golden windows (K3), holidays, make-up days and special days (K7)."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core.dates import DayKind, at_local, day_kind, local_day
from core.errors import existing
from core.holidays import is_worked, official_days
from publishing.ical.holidays import Announced
from publishing.models import AnnouncedDay, GoldenWindow, Recurs, SilenceDay, SpecialDay

Kinds = Mapping[dt.date, tuple[DayKind, str]]
"""What each day is, and the holiday's name where it is known."""


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


@dataclass(frozen=True, slots=True)
class Known:
    """Where the holidays of a year come from: the shipped calendar, an import, or nowhere yet."""

    year: int
    origin: str
    holidays: int
    make_ups: int

    @property
    def is_known(self) -> bool:
        return self.origin != "unknown"


def days_between(start: dt.datetime, end: dt.datetime) -> list[dt.date]:
    """The days in Beijing that a span of time touches."""
    first = local_day(start)
    return [first + dt.timedelta(days=step) for step in range((end - start).days + 1)]


def kinds_of(days: Sequence[dt.date]) -> Kinds:
    """What each day is. A year that was imported counts as imported, every other as shipped; one query."""
    official = official_days()
    return {day: official.of(day) for day in days}


def announced() -> Kinds:
    """K7: the days of every announcement that was imported, for whoever counts days (`core.holidays`). One query."""
    rows = AnnouncedDay.objects.order_by().values_list("date", "kind", "name")
    return {date: (DayKind(kind), name) for date, kind, name in rows}


def notes_of(days: Sequence[dt.date], kinds: Kinds | None = None) -> list[Note]:
    """Holidays and make-up working days where they have been announced, special and silence days; three queries."""
    if not days:
        return []
    known = kinds_of(days) if kinds is None else kinds
    found = [note for day in days if (note := _official(day, *known[day])) is not None]
    found += _unannounced(days, known)
    rows = SpecialDay.objects.filter(
        Q(date__gte=days[0], date__lte=days[-1]) | Q(recurs=Recurs.YEARLY, date__lte=days[-1])
    )
    found += [Note(day, row.name, row.kind) for row in rows for day in days if row.on(day)]
    quiet = SilenceDay.objects.filter(is_on=True)
    return found + [
        Note(day, _("静默日：%(name)s") % {"name": row.name}, "silence") for row in quiet for day in days if row.on(day)
    ]


def _official(day: dt.date, kind: DayKind, name: str) -> Note | None:
    words = {DayKind.HOLIDAY: _("休"), DayKind.MAKE_UP: _("班")}
    if kind not in words:
        return None
    text = _("%(mark)s · %(name)s") % {"mark": words[kind], "name": name} if name else words[kind]
    return Note(day, text, kind.value)


def _unannounced(days: Sequence[dt.date], kinds: Kinds) -> list[Note]:
    """Once for each year that nobody has announced: on its first day on the screen."""
    first: dict[int, dt.date] = {}
    for day in days:
        if kinds[day][0] is DayKind.UNKNOWN:
            first.setdefault(day.year, day)
    return [
        Note(day, _("%(year)d 年放假安排尚未公布") % {"year": year}, DayKind.UNKNOWN.value)
        for year, day in first.items()
    ]


def glows_of(days: Sequence[dt.date], kinds: Kinds | None = None) -> list[Glow]:
    """The golden windows of these days; free days have their own. One query beside the kinds."""
    known = kinds_of(days) if kinds is None else kinds
    windows = list(GoldenWindow.objects.all())
    return [
        Glow(at_local(day, window.starts), at_local(day, window.ends), window.name)
        for day in days
        for window in windows
        if window.on_workdays == is_worked(day, known[day][0]) and window.weekday in {None, day.weekday()}
    ]


def special_days(today: dt.date) -> "QuerySet[SpecialDay]":
    """Special days of this year and later, and those of every year."""
    return SpecialDay.objects.filter(Q(date__gte=dt.date(today.year, 1, 1)) | Q(recurs=Recurs.YEARLY))


def special_day(pk: int) -> SpecialDay:
    """One of them. Raises `NotFound`."""
    return existing(SpecialDay.objects.filter(pk=pk).first(), _("没有找到这一天。"))


def years_known(today: dt.date) -> list[Known]:
    """This year and the next two: announced or not."""
    imported: dict[int, list[str]] = {}
    for date, kind in AnnouncedDay.objects.filter(date__year__gte=today.year).values_list("date", "kind"):
        imported.setdefault(date.year, []).append(kind)
    return [_known(year, imported.get(year)) for year in range(today.year, today.year + 3)]


def _known(year: int, imported: list[str] | None) -> Known:
    if imported:
        return Known(year, "imported", imported.count("holiday"), imported.count("make_up"))
    first = dt.date(year, 1, 1)
    kinds = [day_kind(first + dt.timedelta(days=step)) for step in range(365)]
    origin = "unknown" if DayKind.UNKNOWN in kinds else "shipped"
    return Known(year, origin, kinds.count(DayKind.HOLIDAY), kinds.count(DayKind.MAKE_UP))


@dataclass(frozen=True, slots=True)
class YearPreview:
    """What an import would make of one year."""

    year: int
    days: list[Announced]
    added: int
    dropped: int
    is_past: bool

    @property
    def changes(self) -> bool:
        return bool(self.added or self.dropped)


def preview_of(days: Iterable[Announced], years: Iterable[int], today: dt.date) -> list[YearPreview]:
    """Year by year, beside what the calendar knows now."""
    rows = list(days)
    return [_preview(year, [day for day in rows if day.date.year == year], today) for year in years]


def _preview(year: int, days: list[Announced], today: dt.date) -> YearPreview:
    first = dt.date(year, 1, 1)
    known = kinds_of([first + dt.timedelta(days=step) for step in range(366 if _leap(year) else 365)])
    marked = (DayKind.HOLIDAY, DayKind.MAKE_UP)
    before = {(day, kind.value) for day, (kind, _name) in known.items() if kind in marked}
    after = {(day.date, day.kind) for day in days}
    return YearPreview(year, days, len(after - before), len(before - after), year < today.year)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
