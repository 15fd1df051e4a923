"""Empty places of the slot plans (K1): the ghosts of the calendar, and what the composer offers next."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import WeiboAccount
from core.dates import at_local, local_day, week_of
from publishing.models import Slot, SlotTime
from publishing.queries.rules import ON_THE_CALENDAR

NEAR = dt.timedelta(minutes=10)
"""A post this near a planned time fills it: minutes may have been spread (K6)."""
LOOK_AHEAD_WEEKS = 6


@dataclass(frozen=True, slots=True, order=True)
class Opening:
    """A time of an account's plan at which nothing stands yet."""

    at: dt.datetime
    account_id: int


def open_slots(account: WeiboAccount, start: dt.datetime, end: dt.datetime) -> list[dt.datetime]:
    """The empty places of one account from `start` to `end`, in order."""
    return [opening.at for opening in openings([account.pk], start, end)]


def openings(account_ids: Iterable[int], start: dt.datetime, end: dt.datetime) -> list[Opening]:
    """The empty places of many accounts, in order of time; two queries."""
    ids = list(account_ids)
    times = SlotTime.objects.filter(plan__account_id__in=ids).values_list("plan__account_id", "weekday", "time")
    by_weekday: dict[int, list[tuple[int, dt.time]]] = {}
    for account_id, weekday, time in times:
        by_weekday.setdefault(weekday, []).append((account_id, time))
    taken = _taken(ids, start, end) if by_weekday else {}
    found: list[Opening] = []
    day = local_day(start)
    while at_local(day, dt.time()) < end:
        for account_id, time in by_weekday.get(day.weekday(), []):
            at = at_local(day, time)
            if start <= at < end and not any(abs(at - other) <= NEAR for other in taken.get(account_id, [])):
                found.append(Opening(at, account_id))
        day += dt.timedelta(days=1)
    return sorted(found)


def _taken(ids: list[int], start: dt.datetime, end: dt.datetime) -> dict[int, list[dt.datetime]]:
    rows = Slot.objects.between(start - NEAR, end + NEAR).filter(account_id__in=ids, state__in=ON_THE_CALENDAR)
    taken: dict[int, list[dt.datetime]] = {}
    for account_id, at, spread in rows.values_list("account_id", "scheduled_at", "spread_seconds"):
        taken.setdefault(account_id, []).append(at - dt.timedelta(seconds=spread))
    return taken


def next_free_slots(account: WeiboAccount, after: dt.datetime, n: int) -> list[dt.datetime]:
    """The next `n` empty places of an account after an instant; fewer when its plan has none."""
    found: list[dt.datetime] = []
    week = week_of(local_day(after))
    for _round in range(LOOK_AHEAD_WEEKS):
        found += open_slots(account, max(after, week.start), week.end)
        if len(found) >= n:
            break
        week = week.next
    return found[:n]
