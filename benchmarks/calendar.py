"""The calendar's month on 100 accounts and 20,000 posts: page and events, with 200 and with 2,000 posts in the month."""

import logging
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse
from django.utils import timezone

from benchmarks.company import prepare
from benchmarks.pages import bound, measure
from core.dates import day_start, local_day

FEW, MANY = 200, 2000
FEW_MS, MANY_MS, QUERIES = 60.0, 80.0, 12

SPREAD = """
ALTER TABLE calendar_slot DISABLE TRIGGER calendar_slot_published_stays;
UPDATE calendar_slot s SET scheduled_at = %(start)s + (t.n %% (30 * 48)) * interval '30 minutes'
FROM (SELECT id, row_number() OVER (ORDER BY id DESC) AS n FROM calendar_slot) t
WHERE t.id = s.id AND t.n <= %(count)s;
UPDATE calendar_slot s SET scheduled_at = %(start)s - interval '90 days' - s.id %% 80000 * interval '1 minute'
FROM (SELECT id, row_number() OVER (ORDER BY id DESC) AS n FROM calendar_slot) t
WHERE t.id = s.id AND t.n > %(count)s;
"""


def run() -> dict[str, Any]:
    """The table and its bounds. What is moved into the month is moved back: nothing of it is kept."""
    logging.disable(logging.WARNING)
    client = Client()
    client.force_login(prepare())
    month = local_day(timezone.now()).replace(day=1)
    start = day_start(month)
    span = f"?start={start:%Y-%m-%dT00:00:00}&end={day_start(local_day(start)):%Y}-{month:%m}-30T00:00:00"
    asked = {
        "page": f"{reverse('calendar:calendar')}?view=dayGridMonth&date={month}",
        "events": reverse("calendar:events") + span,
        "lanes": reverse("calendar:lanes"),
        "sheet": f"{reverse('calendar:print')}?view=month&date={month}",
    }
    found: dict[str, dict[str, Any]] = {}
    with override_settings(ROOT_URLCONF="benchmarks.pages_urls"):
        for count in (FEW, MANY):
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(SPREAD, {"start": start, "count": count})
                    cursor.execute("ANALYZE calendar_slot")
                found |= _measured(client, asked, count)
                transaction.set_rollback(True)
        empty = _answer(client, "/bench/empty/")
    bounds = [
        bound(f"{FEW} in the month: page and events, p50 ms", FEW_MS, _sum(found, FEW, "p50")),
        bound(f"{MANY} in the month: page and events, p50 ms", MANY_MS, _sum(found, MANY, "p50")),
        bound(f"{FEW}: events, p50 ms", FEW_MS, found[f"events, {FEW}"]["p50"]),
        bound("page: queries", QUERIES, found[f"page, {FEW}"]["queries"]),
        bound("events: queries", QUERIES, found[f"events, {FEW}"]["queries"]),
        bound("queries more with 2,000 than with 200", 0, _sum(found, MANY, "queries") - _sum(found, FEW, "queries")),
    ]
    rows = [_row(name, row, empty) for name, row in [("(empty view)", empty), *found.items()]]
    head = ["what", "p50 ms", "p95 ms", "÷ empty", "queries", "KiB"]
    return {"title": str(__doc__), "columns": head, "rows": rows, "bounds": bounds, "ok": all(b["ok"] for b in bounds)}


def _measured(client: Client, asked: dict[str, str], count: int) -> dict[str, dict[str, Any]]:
    return {f"{name}, {count}": _answer(client, address) for name, address in asked.items()}


def _answer(client: Client, address: str) -> dict[str, Any]:
    row = measure(client, address)
    if row is None:
        raise RuntimeError(f"{address} did not answer")
    return row


def _sum(found: dict[str, dict[str, Any]], count: int, what: str) -> float:
    return float(found[f"page, {count}"][what] + found[f"events, {count}"][what])


def _row(name: str, row: dict[str, Any], empty: dict[str, Any]) -> list[Any]:
    ratio = f"{row['p50'] / empty['p50']:.1f}"
    return [name, f"{row['p50']:.1f}", f"{row['p95']:.1f}", ratio, row["queries"], f"{row['kib']:.0f}"]
