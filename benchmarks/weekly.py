"""The weekly report (I5) of 1,000 accounts: seconds and memory to compile it, and its PDF alone."""

import datetime as dt
import resource
import time
from typing import Any

from django.db import connection, transaction

from benchmarks.large_samples import opened
from benchmarks.timing import bound
from core.audit import SYSTEM
from core.dates import Week, day_start, week_of
from reports.models import DailyRollup, Report
from reports.render import render_pdf
from reports.services import compile_report, roll_up_days

HOURS = 24
SECONDS, PDF_SECONDS, MEGABYTES = 60.0, 3.0, 500.0
EARLIER = 4
COPY_WEEK = """
INSERT INTO reports_dailyrollup (day, dimension, key, account_id, posts, failed, missed, reposts, comments, likes,
    followers, followers_growth, threads, answered, answer_minutes, mentions, negative, judged,
    samples_due, samples_taken)
SELECT day - 7 * %(back)s, dimension, key, account_id, posts, failed, missed, reposts * (9 + key %% 4) / 10, comments,
    likes * (9 + key %% 5) / 10, followers, followers_growth, threads, answered, answer_minutes, mentions, negative, judged,
    samples_due, samples_taken
FROM reports_dailyrollup WHERE day >= %(first)s AND day <= %(last)s
"""


def run() -> dict[str, Any]:
    """Compile a week with four weeks before it, everything as on a Monday morning; nothing is kept."""
    first = opened(HOURS)
    week = week_of(first)
    with transaction.atomic():
        rows = _fill(week, first)
        before = _megabytes()
        seconds, report = _compiled(week)
        used = _megabytes()
        begin = time.perf_counter()
        pdf = render_pdf(report.data)
        pdf_seconds = time.perf_counter() - begin
        for file in (report.pdf, report.xlsx):
            file.delete(save=False)
        transaction.set_rollback(True)
    bounds = [
        bound("seconds to compile", SECONDS, seconds),
        bound("seconds for the PDF", PDF_SECONDS, pdf_seconds),
        bound("megabytes", MEGABYTES, used),
    ]
    return {
        "title": f"weekly report of {len(report.data['accounts'])} accounts, {rows} rows of roll-ups",
        "columns": ["what", "measured"],
        "rows": [
            ["compiled, s", f"{seconds:.1f}"],
            ["its PDF alone, s", f"{pdf_seconds:.2f}"],
            ["its PDF, KB", f"{len(pdf) / 1024:.0f}"],
            ["memory of the process at most, MB", f"{used:.0f}"],
            ["of that before the report, MB", f"{before:.0f}"],
        ],
        "bounds": bounds,
        "ok": all(one["ok"] for one in bounds),
    }


def _fill(week: Week, first: dt.date) -> int:
    """The week's own roll-ups, and the four weeks before as near copies of it."""
    DailyRollup.objects.all().delete()
    roll_up_days(first=first, last=week.last, at=day_start(week.next.first))
    with connection.cursor() as cursor:
        for back in range(1, EARLIER + 1):
            cursor.execute(COPY_WEEK, {"back": back, "first": week.first, "last": week.last})
    return DailyRollup.objects.count()


def _compiled(week: Week) -> tuple[float, Report]:
    begin = time.perf_counter()
    report = compile_report(period=week, by=SYSTEM, at=week.end + dt.timedelta(hours=8))
    return time.perf_counter() - begin, report


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
