"""The roll-up (I1) beside one sequential scan of the same samples in the same run: deltas, all dimensions, one night."""

import datetime as dt
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.large_samples import opened
from benchmarks.timing import bound
from reports.models import DailyRollup, RollupRun
from reports.rollup import ACCOUNT_DAYS, SETTINGS
from reports.services import roll_up_day, roll_up_days
from reports.services.rolling import span_of

HOURS, NIGHT_HOURS = 100, 424
"""5,000,000 samples; 20,000,000 and a night of 1,200,000 more."""
SCAN = "SELECT sum(reposts::bigint + comments + likes), max(taken_at) FROM monitoring_metricsample"
LAG = """
SELECT account_id, day, sum(r), sum(c), sum(l) FROM (
    SELECT p.account_id, (s.taken_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
        s.reposts - coalesce(lag(s.reposts) OVER w, 0) AS r, s.comments - coalesce(lag(s.comments) OVER w, 0) AS c,
        s.likes - coalesce(lag(s.likes) OVER w, 0) AS l
    FROM monitoring_metricsample s JOIN calendar_publication p ON p.id = s.publication_id
    WINDOW w AS (PARTITION BY s.publication_id ORDER BY s.taken_at)) x GROUP BY 1, 2
"""
RATIO, ALL_SECONDS, NIGHT_SECONDS, RUNS = 3.0, 20.0, 1.0, 3
ONE_DAY = dt.timedelta(days=1)


def run() -> dict[str, Any]:
    """Seconds of each on one core, and the ratio to the scan; the deltas are compared with those of `lag()` over every sample."""
    first = opened(HOURS)
    last = first + (HOURS // 24) * ONE_DAY
    scan, _none = _timed(lambda: _read(SCAN, {}))
    deltas, found = _timed(lambda: _read(ACCOUNT_DAYS, span_of(first, last)))
    lag, expected = _timed(lambda: _read(LAG, {}), 1)
    DailyRollup.objects.all().delete()
    everything, _none = _timed(lambda: roll_up_days(first=first, last=last, at=timezone.now()), 1)
    again, _none = _timed(lambda: roll_up_days(first=first, last=last, at=timezone.now()), 1)
    changed = sum(RollupRun.objects.order_by("-pk").values_list("changed", flat=True)[: (last - first).days + 1])
    night, wide = _night()
    rows: list[list[Any]] = [
        ["one scan that reads all counters, 5 million", f"{scan:.2f}", 1],
        ["deltas of each account and day, exact", f"{deltas:.2f}", f"{deltas / scan:.2f}"],
        ["the same by lag() over every sample", f"{lag:.2f}", f"{lag / scan:.2f}"],
        ["all dimensions of the five days, written", f"{everything:.2f}", f"{everything / scan:.2f}"],
        ["the same again, nothing to write", f"{again:.2f}", f"{again / scan:.2f}"],
        ["one night of 1.2 million on top of 20 million", f"{night:.2f}", ""],
        ["one scan of these 21.2 million", f"{wide:.2f}", ""],
    ]
    bounds = [
        bound("deltas ÷ scan", RATIO, deltas / scan),
        bound("differences from lag()", 0, len(set(found) ^ set(expected))),
        bound("all dimensions: seconds", ALL_SECONDS, everything),
        bound("rows that a second run changes", 0, changed),
        bound("one night: seconds", NIGHT_SECONDS, night),
    ]
    return {
        "title": "roll-up: 1,000 accounts, 50,000 posts, a sample each hour",
        "columns": ["what", "s", "÷ scan"],
        "rows": rows,
        "bounds": bounds,
        "ok": all(one["ok"] for one in bounds),
    }


def _night() -> tuple[float, float]:
    first = opened(NIGHT_HOURS)
    day = first + (NIGHT_HOURS // 24 - 1) * ONE_DAY
    scan, _none = _timed(lambda: _read(SCAN, {}), 1)
    took = []
    for _turn in range(RUNS):
        DailyRollup.objects.filter(day=day).delete()
        seconds, _none = _timed(lambda: roll_up_day(day=day, at=timezone.now()), 1)
        took.append(seconds)
    return median(took), scan


def _read(sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{SETTINGS}; SET LOCAL max_parallel_workers_per_gather = 0")
        cursor.execute(sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _timed(act: Callable[[], Any], runs: int = RUNS) -> tuple[float, Any]:
    took, answer = [], None
    for _turn in range(runs):
        started = time.perf_counter()
        answer = act()
        took.append(time.perf_counter() - started)
    return median(took), answer
