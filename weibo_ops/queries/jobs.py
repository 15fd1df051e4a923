"""Long work of one person: what runs, what came of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core.models import Job, JobRefusal, JobState
from weibo_ops.queries.search import address_of

OPEN: Final = frozenset({JobState.WAITING, JobState.RUNNING})


@dataclass(frozen=True)
class JobSight:
    """A job as the list shows it. `page_url` is the page of its own app, with undo where there is one; may be empty."""

    job: Job
    is_open: bool
    to_confirm: bool
    page_url: str


def jobs_of(user: User) -> "QuerySet[Job]":
    """What this person started, newest first."""
    return Job.objects.filter(created_by_id=user.pk).select_related("post_import", "mention_import", "post_export")


def sight(job: Job) -> JobSight:
    """An import that waits for a person is not under way: nothing moves until he says yes."""
    to_confirm = job.state == JobState.WAITING and job.kind == "content.import" and not job.params.get("confirmed")
    return JobSight(job, job.state in OPEN and not to_confirm, to_confirm, _page_of(job))


def _page_of(job: Job) -> str:
    post_import, mention_import = getattr(job, "post_import", None), getattr(job, "mention_import", None)
    if post_import is not None:
        return address_of("content:import_page", post_import.pk)
    if (made := getattr(job, "post_export", None)) is not None:
        return address_of("content:export_page", made.pk)
    if mention_import is not None:
        return address_of("monitoring:import", mention_import.pk)
    return address_of("monitoring:home") if job.kind.startswith("monitoring.") else ""


def refused_rows(job: Job) -> "QuerySet[JobRefusal]":
    """Rows of an import that were not taken, in the order of the file."""
    return job.refusals.order_by("pk")


def refusal_cells(job: Job) -> Iterator[tuple[int | None, str, str]]:
    """Line, reason and text of every refused row, streamed."""
    for line, reason, raw in refused_rows(job).values_list("line", "reason", "raw").iterator(chunk_size=2000):
        yield line, _(reason), raw
