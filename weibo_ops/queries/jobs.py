"""Long work of one person: what runs, what came of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from core.models import Job, JobRefusal, JobState

OPEN: Final = frozenset({JobState.WAITING, JobState.RUNNING})
RESULT_PAGES: Final = {
    "content.import": "content:library",
    "monitoring.import": "monitoring:home",
    "monitoring.resweep": "monitoring:home",
}
"""Where the result of a kind of job is to be seen."""


@dataclass(frozen=True)
class JobSight:
    """A job with where its result is to be seen; `result_url` is empty until there is one."""

    job: Job
    is_open: bool
    result_url: str


def jobs_of(user: User) -> "QuerySet[Job]":
    """What this person started, newest first."""
    return Job.objects.filter(created_by_id=user.pk)


def sight(job: Job) -> JobSight:
    is_open = job.state in OPEN
    return JobSight(job, is_open, _result_url(job) if job.state == JobState.DONE else "")


def _result_url(job: Job) -> str:
    name = RESULT_PAGES.get(job.kind, "")
    try:
        return reverse(name) if name else ""
    except NoReverseMatch:
        return ""


def refused_rows(job: Job) -> "QuerySet[JobRefusal]":
    """Rows of an import that were not taken, in the order of the file."""
    return job.refusals.order_by("pk")


def refusal_cells(job: Job) -> Iterator[tuple[int | None, str, str]]:
    """Line, reason and text of every refused row, streamed."""
    yield from refused_rows(job).values_list("line", "reason", "raw").iterator(chunk_size=2000)
