"""Announced holidays from what people have at hand: the chinese-days JSON, or a pasted iCalendar. Pure (K7)."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _
from icalendar import Calendar

from core.errors import UserError

HOLIDAY, MAKE_UP = "holiday", "make_up"
LONGEST: Final = 40
"""No announced holiday is longer; an event that is has been written for something else."""
FIRST, LAST = 2004, 2100
LARGEST: Final = 1_000_000


@dataclass(frozen=True, slots=True, order=True)
class Announced:
    """One day of an announcement."""

    date: dt.date
    kind: str
    name: str = ""

    def as_json(self) -> list[str]:
        return [self.date.isoformat(), self.kind, self.name]

    @classmethod
    def from_json(cls, row: list[str]) -> "Announced":
        return cls(dt.date.fromisoformat(row[0]), row[1], row[2])


@dataclass(slots=True)
class Reading:
    """What was found in a text; `skipped` counts entries that are neither a holiday nor a make-up day."""

    days: dict[dt.date, Announced] = field(default_factory=dict)
    skipped: int = 0

    @property
    def years(self) -> list[int]:
        return sorted({day.year for day in self.days})

    def of_year(self, year: int) -> list[Announced]:
        return sorted(day for day in self.days.values() if day.date.year == year)

    def add(self, date: dt.date, kind: str, name: str) -> None:
        if FIRST <= date.year <= LAST:
            self.days[date] = Announced(date, kind, name.strip()[:60])
        else:
            self.skipped += 1


def read_holidays(text: str) -> Reading:
    """Holidays and make-up days of a text. Raises `UserError` with a sentence when it is neither of the two forms."""
    text = text.strip().removeprefix("\ufeff")
    if not text:
        raise UserError(_("请选择文件，或粘贴内容。"), field="text")
    if len(text) > LARGEST:
        raise UserError(_("内容太大，节假日安排不会超过 1 MB。"), field="text")
    found = _from_json(text) if text.startswith("{") else _from_ical(text)
    if not found.days:
        raise UserError(_("没有找到任何放假或调休上班的日子。"), field="text")
    return found


def _from_json(text: str) -> Reading:
    """`{"holidays": {"2027-01-01": "New Year's Day,元旦,1"}, "workdays": {…}}`, as chinese-days has it."""
    try:
        data = json.loads(text)
    except ValueError:
        raise _not_understood() from None
    except RecursionError:
        raise _not_understood() from None
    found = Reading()
    for name, kind in (("holidays", HOLIDAY), ("workdays", MAKE_UP)):
        days = data.get(name, {})
        if not isinstance(days, dict):
            raise _not_understood()
        for day, words in days.items():
            date = _date(day)
            if date is None:
                found.skipped += 1
            else:
                found.add(date, kind, _chinese(words))
    return found


def _chinese(words: Any) -> str:
    parts = str(words).split(",")
    return parts[1] if len(parts) > 1 else parts[0]


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _from_ical(text: str) -> Reading:
    if not text.upper().startswith("BEGIN:VCALENDAR"):
        raise _not_understood()
    try:
        calendar = Calendar.from_ical(text)
        events = list(calendar.walk("VEVENT"))
    except (ValueError, IndexError, KeyError, RecursionError):
        raise _not_understood() from None
    found = Reading()
    for event in events:
        name = str(event.get("SUMMARY", ""))
        kind, days = _kind(name), list(_days(event))
        if kind is None or not days:
            found.skipped += 1
        for day in days if kind else ():
            found.add(day, str(kind), _clean(name))
    return found


def _kind(name: str) -> str | None:
    """What people write: 春节（休）, 国庆节 补班, 元旦放假."""
    if any(word in name for word in ("班", "调休上")):
        return MAKE_UP
    return HOLIDAY if any(word in name for word in ("休", "假")) else None


def _clean(name: str) -> str:
    for word in ("（休）", "（班）", "(休)", "(班)", "补班", "调休", "上班", "放假", "假期", "休假"):
        name = name.replace(word, "")
    return name.strip(" -·:：")


def _days(event: Any) -> Iterator[dt.date]:
    """All-day events only: those with a clock are no holidays."""
    start, end = event.decoded("DTSTART", None), event.decoded("DTEND", None)
    if not isinstance(start, dt.date) or isinstance(start, dt.datetime):
        return
    last = end - dt.timedelta(days=1) if isinstance(end, dt.date) and not isinstance(end, dt.datetime) else start
    span = max((last - start).days, 0)
    if span < LONGEST:
        yield from (start + dt.timedelta(days=step) for step in range(span + 1))


def _not_understood() -> UserError:
    return UserError(_("看不懂这份内容：请提供 chinese-days 的 JSON，或 iCalendar（.ics）。"), field="text")


def readable(rows: Iterable[list[str]]) -> list[Announced]:
    """The days behind what `as_json` wrote."""
    return [Announced.from_json(row) for row in rows]
