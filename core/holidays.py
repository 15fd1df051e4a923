"""Which days are worked in China (K7), as shipped or as announced and imported: for whoever counts days."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.dates import DayKind, day_kind

Marked = Mapping[dt.date, tuple[DayKind, str]]
"""Holidays and make-up days of announcements, with the holiday's name."""

ANNOUNCEMENTS: "list[Callable[[], Marked]]" = []
"""Where imported announcements are kept: a higher layer registers here when it starts. Each asks once."""

WORKED = frozenset({DayKind.WORKDAY, DayKind.MAKE_UP})


@dataclass(frozen=True, slots=True)
class OfficialDays:
    """A year with an announcement counts as announced, every other as shipped."""

    marked: Marked = field(default_factory=dict)
    years: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "years", frozenset(day.year for day in self.marked))

    def of(self, day: dt.date) -> tuple[DayKind, str]:
        """What a day is, and the holiday's name where it is known."""
        if day.year not in self.years:
            return day_kind(day), ""
        return self.marked.get(day) or ((DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKDAY), "")

    def is_worked(self, day: dt.date) -> bool:
        """Whether people work on it."""
        return is_worked(day, self.of(day)[0])


def is_worked(day: dt.date, kind: DayKind) -> bool:
    """Whether people work on a day of this kind. Days nobody has announced yet count by the weekday."""
    return kind in WORKED or (kind is DayKind.UNKNOWN and day.weekday() < 5)


SHIPPED = OfficialDays()


def official_days() -> OfficialDays:
    """As things stand now; one query. Whoever counts many days asks once and passes the answer on."""
    return OfficialDays({day: kind for read in ANNOUNCEMENTS for day, kind in read().items()})
