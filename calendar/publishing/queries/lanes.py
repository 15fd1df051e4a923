"""Swim-lanes: one row for each account, one column for each day or hour (K7)."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from accounts.models import WeiboAccount
from core.dates import BEIJING, at_local, day_start, local_day, week_of
from publishing.models import Policy
from publishing.queries.conflicts import conflicts_of
from publishing.queries.days import Note, kinds_of, notes_of
from publishing.queries.openings import openings
from publishing.queries.week import Chip, Filters, chips, shown_slots, wall_clock

HOURS = range(24)


@dataclass(frozen=True, slots=True)
class Column:
    """A day or an hour: where a dragged post lands."""

    start: dt.datetime
    wall: str
    is_past: bool
    is_today: bool
    notes: list[Note]


@dataclass(slots=True)
class Place:
    """One cell: what stands there, and what is empty."""

    column: Column
    chips: list[Chip] = field(default_factory=list)
    open: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Lane:
    """An account's row with its numbers: posts, empty places, the policy's least and most a day, shares by category."""

    account: WeiboAccount
    places: list[Place]
    count: int
    missing: int
    least: int | None
    most: int | None
    shares: list[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class Lanes:
    """The whole grid."""

    span: str
    columns: list[Column]
    rows: list[Lane]
    previous: dt.date
    following: dt.date


def lanes(accounts: Sequence[WeiboAccount], *, span: str, day: dt.date, now: dt.datetime, filters: Filters) -> Lanes:
    """The lanes of some accounts for a week of days or a day of hours; seven queries, however many they are."""
    first = day if span == "day" else week_of(day).monday
    length = 1 if span == "day" else 7
    columns = _columns(first, span, now)
    start, end = day_start(first), day_start(first + dt.timedelta(days=length))
    ids = [account.pk for account in accounts]
    rows = {pk: [Place(column) for column in columns] for pk in ids}
    shown_accounts = WeiboAccount.objects.filter(pk__in=ids)
    limits = {row.account_id: row for row in Policy.objects.filter(account_id__in=ids)}
    shown = chips(shown_slots(shown_accounts, start, end, filters))
    clashes = conflicts_of(shown, shown_accounts, start, end, filtered=filters != Filters(), policies=limits.values())
    for chip in shown:
        place = rows[chip.account_id][_index(chip.at, first, span)]
        place.chips.append(chip._replace(clash=clashes[chip.pk]) if chip.pk in clashes else chip)
    for opening in openings(ids, max(start, now), end) if start < end and end > now else []:
        rows[opening.account_id][_index(opening.at, first, span)].open.append(wall_clock(opening.at))
    found = [_lane(account, rows[account.pk], limits.get(account.pk)) for account in accounts]
    step = dt.timedelta(days=length)
    return Lanes(span, columns, found, first - step, first + step)


def _columns(first: dt.date, span: str, now: dt.datetime) -> list[Column]:
    today = local_day(now)
    days = [first] if span == "day" else week_of(first).days
    if span == "day":
        starts = [at_local(first, dt.time(hour)) for hour in HOURS]
        lasts = dt.timedelta(hours=1)
    else:
        starts, lasts = [day_start(day) for day in days], dt.timedelta(days=1)
    noted: dict[dt.date, list[Note]] = {}
    for note in notes_of(days, kinds_of(days)):
        noted.setdefault(note.day, []).append(note)
    return [
        Column(at, wall_clock(at), at + lasts <= now, local_day(at) == today, noted.get(local_day(at), []))
        for at in starts
    ]


def _index(at: dt.datetime, first: dt.date, span: str) -> int:
    local = at.astimezone(BEIJING)
    return local.hour if span == "day" else (local.date() - first).days


def _lane(account: WeiboAccount, places: list[Place], policy: Policy | None) -> Lane:
    stands = [chip for place in places for chip in place.chips]
    names = Counter((chip.category, chip.colour) for chip in stands)
    shares = [(name, colour, round(100 * n / len(stands))) for (name, colour), n in names.most_common()]
    missing = sum(len(place.open) for place in places)
    least, most = (policy.min_per_day, policy.max_per_day) if policy else (None, None)
    return Lane(account, places, len(stands), missing, least, most, shares)
