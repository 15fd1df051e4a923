"""Jobs of `reports`; the timetable stands in `weibo_ops.celery`."""

from celery import shared_task
from django.utils import timezone

from core import heartbeats
from reports.services import compile_due, note_governance, note_stayed, roll_up_recent, send_due_mails


@shared_task(name="reports.roll_up")
def roll_up() -> None:
    """Today so far and the last days again."""
    now = timezone.now()
    roll_up_recent(at=now)
    note_stayed(now=now)
    note_governance(now=now)
    heartbeats.beat("reports.roll_up", at=now)


@shared_task(name="reports.compile_weekly")
def compile_weekly() -> None:
    """Last week's and last month's report when they are due and not there yet."""
    compile_due(at=timezone.now())


@shared_task(name="reports.mail_reports")
def mail_reports() -> None:
    """Send the reports that wait for their recipients."""
    send_due_mails(now=timezone.now())
