"""The nightly roll-up: recompute days from rows, write only what differs (I1)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from core.dates import day_start, local_day
from core.locks import wait_in_line
from monitoring.services.metrics import AGES, tolerance
from reports.models import RollupRun
from reports.rollup import ADD, CHANGE, COMPARING, GATHER, REMOVE, RESTATE, SETTINGS, counted

ONE_DAY = dt.timedelta(days=1)
LATE_DAYS = 3
"""How many days back the nightly run looks again, so that late data is taken in (I1)."""
CHUNK = 7
"""Days of one transaction: a run that is killed goes on behind the last whole one."""
MEASURED = dt.timedelta(minutes=max(AGES)) + tolerance(max(AGES))
"""So long after its publication a post may still get a sample."""
LINE = "reports.rollup"


def roll_up_day(*, day: dt.date, at: dt.datetime) -> RollupRun:
    """I1: recompute one Beijing day and upsert what differs. Safe to repeat: a second run changes no row."""
    return _roll_up(day, day, at)[0]


def roll_up_days(*, first: dt.date, last: dt.date, at: dt.datetime) -> list[RollupRun]:
    """Every day from `first` to `last`, both included, some days a transaction (restartable)."""
    return [run for begin, end in chunks(first, last) for run in _roll_up(begin, end, at)]


def roll_up_recent(*, at: dt.datetime) -> list[RollupRun]:
    """Today so far; once after midnight also the days before, for what came late."""
    today = local_day(at)
    done = RollupRun.objects.filter(day=today - ONE_DAY, started_at__gte=day_start(today)).exists()
    return roll_up_days(first=today if done else today - dt.timedelta(days=LATE_DAYS), last=today, at=at)


def chunks(first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """The span cut into transactions, oldest first."""
    while first <= last:
        end = min(first + (CHUNK - 1) * ONE_DAY, last)
        yield first, end
        first = end + ONE_DAY


def span_of(first: dt.date, last: dt.date) -> dict[str, Any]:
    """The parameters of `reports.rollup` for the days from `first` to `last`, both included."""
    begin = day_start(first)
    return {
        "first": first, "last": last, "begin": begin, "end": day_start(last + ONE_DAY), "measured": MEASURED,
        "due_since": begin - tolerance(max(AGES)), "before_since": begin - MEASURED,
    }  # fmt: skip


def _roll_up(first: dt.date, last: dt.date, at: dt.datetime) -> list[RollupRun]:
    days = [first + offset * ONE_DAY for offset in range((last - first).days + 1)]
    params = {**span_of(first, last), "at": at}
    with transaction.atomic(), connection.cursor() as cursor:
        wait_in_line(LINE)
        cursor.execute(SETTINGS)
        params["closed"] = _closed(days)
        cursor.execute(GATHER, params)
        cursor.execute(COMPARING)
        cursor.execute(RESTATE, params)
        changed: Counter[dt.date] = Counter()
        for statement in (REMOVE, CHANGE, ADD):
            changed += counted(cursor, statement, params)
        cursor.execute("SELECT day, count(*) FROM reports_gathered GROUP BY day")
        rows = dict(cursor.fetchall())
        cursor.execute("DROP TABLE reports_gathered")
        return RollupRun.objects.bulk_create(
            RollupRun(day=day, started_at=at, finished_at=at, rows=rows.get(day, 0), changed=changed[day])
            for day in days
        )


def _closed(days: list[dt.date]) -> list[dt.date]:
    """Days whose figures stood there when they were over: a change of theirs is a restatement."""
    runs = RollupRun.objects.filter(day__in=days).values_list("day", "started_at")
    return list({day for day, started_at in runs if started_at >= day_start(day + ONE_DAY)})
