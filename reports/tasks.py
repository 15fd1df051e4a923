"""Jobs of `reports`; the timetable stands in `weibo_ops.celery`."""

from celery import shared_task
from django.utils import timezone

from core import heartbeats
from reports.services import compile_due_week, note_stayed, roll_up_recent


@shared_task(name="reports.roll_up")
def roll_up() -> None:
    """Today so far and the last days again."""
    now = timezone.now()
    roll_up_recent(at=now)
    note_stayed(now=now)
    heartbeats.beat("reports.roll_up", at=now)


@shared_task(name="reports.compile_weekly")
def compile_weekly() -> None:
    """Last week's report when it is due and not there yet."""
    compile_due_week(at=timezone.now())
