"""Celery wakes us up; the rows say what is due."""

from celery import shared_task
from django.utils import timezone

from content import services


@shared_task(name="content.run_import")
def run_import(job_id: int) -> None:
    """Read one library file; safe to be called twice."""
    services.run_import(job_id=job_id, clock=timezone.now)


@shared_task(name="content.resume_imports")
def resume_imports() -> None:
    """Imports that wait or were left behind by a killed worker."""
    for job_id in services.open_imports():
        services.run_import(job_id=job_id, clock=timezone.now)
