"""Days in rows, as the print page and the read-only link show them: everything of a month or a week on one sheet."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import WeiboAccount
from core.dates import Week, day_start, local_day, week_of
from publishing.queries.days import Note, kinds_of, notes_of
from publishing.queries.week import Chip, Filters, by_day, chips, shown_slots

MOST = 3000
DENSE = 500


@dataclass(frozen=True, slots=True)
class Cell:
    """A day on the sheet; `inside` is False for the days of neighbouring months."""

    day: dt.date
    inside: bool
    is_today: bool
    notes: list[Note]
    chips: list[Chip]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Weeks of days, and where one turns the page to."""

    view: str
    first: dt.date
    weeks: list[list[Cell]]
    previous: dt.date
    following: dt.date
    count: int

    @property
    def last(self) -> dt.date:
        return self.weeks[-1][-1].day

    @property
    def is_dense(self) -> bool:
        """A month of so many posts that their texts would make forty pages of paper: time, account and state remain."""
        return self.view == "month" and self.count > DENSE

    @property
    def is_cut(self) -> bool:
        return self.count >= MOST


def sheet(
    accounts: "QuerySet[WeiboAccount]",
    *,
    view: str,
    day: dt.date,
    now: dt.datetime,
    filters: Filters | None = None,
    future_only: bool = False,
) -> Sheet:
    """The month or week of a day. `future_only`: nothing of before today. Four queries."""
    first = day.replace(day=1) if view == "month" else week_of(day).monday
    following = (first + dt.timedelta(days=32)).replace(day=1) if view == "month" else first + dt.timedelta(days=7)
    previous = (first - dt.timedelta(days=1)).replace(day=1) if view == "month" else first - dt.timedelta(days=7)
    weeks = _weeks(first, following)
    start, end = (weeks[0].start, weeks[-1].end) if view == "week" else (day_start(first), day_start(following))
    today = local_day(now)
    slots = shown_slots(accounts, max(start, day_start(today)) if future_only else start, end, filters)
    rows = chips(slots, MOST)
    standing = by_day(rows)
    days = [each for week in weeks for each in week.days]
    noted: dict[dt.date, list[Note]] = {}
    for note in notes_of(days, kinds_of(days)):
        noted.setdefault(note.day, []).append(note)
    cells = [
        [Cell(d, first <= d < following, d == today, noted.get(d, []), standing.get(d, [])) for d in week.days]
        for week in weeks
    ]
    return Sheet(view, first, cells, previous, following, len(rows))


def _weeks(first: dt.date, following: dt.date) -> list[Week]:
    found = [week_of(first)]
    while found[-1].next.monday < following:
        found.append(found[-1].next)
    return found
