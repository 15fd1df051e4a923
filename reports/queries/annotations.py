"""What stands on the time axis beside the numbers: campaigns, crises, holidays and days of the calendar."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from campaigns.models import Campaign, CampaignState
from core.dates import day_start, local_day
from monitoring.models import Case
from publishing.queries import notes_of

ONE_DAY = dt.timedelta(days=1)
QUIET = {"unknown", "make_up"}
"""Words about days that explain no number."""


@dataclass(frozen=True, order=True)
class Annotation:
    """From `first` to `last`, both included, within the days that the page shows."""

    first: dt.date
    last: dt.date
    kind: str
    text: str


def annotations(first: dt.date, last: dt.date, *, shows_crises: bool) -> list[Annotation]:
    """In order of time; a constant number of queries. Crises only for those who may see the whole matrix."""
    found = [*_campaigns(first, last), *_days(first, last)]
    if shows_crises:
        found += _crises(first, last)
    return sorted(found)


def _campaigns(first: dt.date, last: dt.date) -> list[Annotation]:
    rows = Campaign.objects.filter(starts_at__lt=day_start(last + ONE_DAY), ends_at__gte=day_start(first))
    rows = rows.exclude(state__in=[CampaignState.CANCELLED, CampaignState.PLANNED])
    return [
        Annotation(max(local_day(start), first), min(local_day(end), last), "campaign", name)
        for name, start, end in rows.values_list("name", "starts_at", "ends_at")
    ]


def _crises(first: dt.date, last: dt.date) -> list[Annotation]:
    rows = Case.objects.filter(signalled_at__lt=day_start(last + ONE_DAY), is_drill=False)
    rows = rows.filter(Q(closed_at=None) | Q(closed_at__gte=day_start(first)))
    return [
        Annotation(max(local_day(start), first), min(local_day(end) if end else last, last), "crisis", title)
        for title, start, end in rows.values_list("title", "signalled_at", "closed_at")
    ]


def _days(first: dt.date, last: dt.date) -> list[Annotation]:
    """Words about days; the same word on days that follow one another is said once."""
    days = [first + number * ONE_DAY for number in range((last - first).days + 1)]
    found: list[Annotation] = []
    running: dict[tuple[str, str], Annotation] = {}
    for note in sorted(notes_of(days), key=lambda note: (note.day, note.text)):
        if note.kind in QUIET:
            continue
        before = running.get((note.kind, note.text))
        start = before.first if before and before.last == note.day - ONE_DAY else note.day
        if before and start == before.first:
            found.remove(before)
        running[note.kind, note.text] = now = Annotation(start, note.day, note.kind, note.text)
        found.append(now)
    return found


def marks_of(found: list[Annotation]) -> list[list[Any]]:
    """For the chart: [from, to, kind, text], days as the axis writes them."""
    return [[one.first.isoformat(), one.last.isoformat(), one.kind, one.text] for one in found]
