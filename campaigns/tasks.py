"""Celery wakes us up; the rows say what is due."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from campaigns import services
from campaigns.services import commitments, entry_imports, judging, parcels, readings, winners
from campaigns.services.reminding import remind_of_winners
from core.models import Job, JobState


@shared_task(name="campaigns.remind_of_filings")
def remind_of_filings() -> None:
    """P6: what no longer stands as it was filed, and what starts soon and is not filed."""
    now = timezone.now()
    services.look_at_all_filings(by=None, at=now)
    services.remind_of_filings(now=now)


@shared_task(name="campaigns.forfeit_due")
def forfeit_due() -> None:
    """P9: prizes that nobody claimed in time go to reserves; the team hears what it forgot; parcels are forgotten."""
    now = timezone.now()
    winners.forfeit_due(now=now)
    remind_of_winners(now=now)
    parcels.forget_parcels()


@shared_task(name="campaigns.run_entry_import")
def run_entry_import(*, job_id: int, **kwargs: Any) -> None:
    entry_imports.run_entry_import(job_id, clock=timezone.now)


@shared_task(name="campaigns.run_judging")
def run_judging(*, job_id: int, **kwargs: Any) -> None:
    judging.run_judging(job_id, clock=timezone.now)


@shared_task(name="campaigns.run_reading")
def run_reading(*, job_id: int, **kwargs: Any) -> None:
    readings.run_reading(job_id, clock=timezone.now)


@shared_task(name="campaigns.run_list")
def run_list(*, job_id: int, **kwargs: Any) -> None:
    """P8: the list of a draw is written and published."""
    commitments.run_list(job_id, clock=timezone.now)


@shared_task(name="campaigns.read_entries")
def read_entries(**kwargs: Any) -> None:
    """P7: lists of running campaigns that were not read for a while."""
    readings.read_due(now=timezone.now())


@shared_task(name="campaigns.forget_previews")
def forget_previews(**kwargs: Any) -> None:
    """P7: files of entries that nobody took in after looking at them."""
    entry_imports.forget_previews(now=timezone.now())


WAKE = {
    entry_imports.JOB_KIND: run_entry_import,
    judging.JOB_KIND: run_judging,
    readings.JOB_KIND: run_reading,
    commitments.JOB_KIND: run_list,
}
"""By kind of job: what wakes it."""


@shared_task(name="campaigns.resume_entries")
def resume_entries(**kwargs: Any) -> None:
    """P7, P8: wake every open import, judgement and list; those that a worker holds notice it and do nothing."""
    open_jobs = Job.objects.filter(kind__in=WAKE, state__in=[JobState.WAITING, JobState.RUNNING])
    for job_id, kind in open_jobs.values_list("pk", "kind"):
        WAKE[kind].apply_async(kwargs={"job_id": job_id}, queue="slow", expires=50)
