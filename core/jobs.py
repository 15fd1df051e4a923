"""Long work as rows: start, advance, refuse, finish. The worker's side of `core.models.Job`."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from core.audit import Actor
from core.models import Job, JobRefusal, JobState


class JobCancelled(Exception):
    """Raised inside the work when a person asked to stop it."""


def create_job(*, kind: str, title: str, params: dict[str, Any], by: Actor, at: datetime) -> Job:
    """A waiting job; enqueue its task on commit with the job's id."""
    return Job.objects.create(
        kind=kind,
        title=title[:200],
        params=params,
        created_by_id=by.pk,
        created_by_name=by.get_full_name(),
        created_at=at,
    )


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """Hold the work of this name for this connection; a killed worker lets go. Yields False when another has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        mine = bool(cursor.fetchone()[0])
        try:
            yield mine
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


def begin_job(job_id: int, *, at: datetime) -> Job | None:
    """Take a job for work; None when it is already finished or cancelled (a doubled message, a stale click)."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id).first()
        if job is None or job.state not in {JobState.WAITING, JobState.RUNNING}:
            return None
        job.state = JobState.RUNNING
        job.started_at = job.started_at or at
        job.save(update_fields=["state", "started_at"])
    return job


def advance_job(job: Job, *, done: int, total: int | None = None, checkpoint: dict[str, Any] | None = None) -> None:
    """Show progress and leave a checkpoint. Raises `JobCancelled` when somebody asked to stop."""
    job.done = done
    job.total = total if total is not None else job.total
    job.checkpoint = checkpoint if checkpoint is not None else job.checkpoint
    job.save(update_fields=["done", "total", "checkpoint"])
    if Job.objects.filter(pk=job.pk, cancel_asked=True).exists():
        raise JobCancelled


def refuse_rows(job: Job, refusals: Iterable[JobRefusal]) -> int:
    """Store refused rows and count them. Returns how many."""
    rows = list(refusals)
    JobRefusal.objects.bulk_create(rows, batch_size=1000)
    job.refused += len(rows)
    job.save(update_fields=["refused"])
    return len(rows)


def finish_job(
    job: Job, *, state: JobState, at: datetime, result: dict[str, Any] | None = None, message: str = ""
) -> None:
    """End a job in `state` with its result and a sentence for people."""
    job.state = state
    job.finished_at = at
    job.result = result if result is not None else job.result
    job.message = message
    job.save(update_fields=["state", "finished_at", "result", "message"])


def ask_to_cancel(job: Job) -> None:
    """Stop at the next checkpoint."""
    Job.objects.filter(pk=job.pk, state__in=[JobState.WAITING, JobState.RUNNING]).update(cancel_asked=True)
