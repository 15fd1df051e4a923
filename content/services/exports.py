"""A file of the library as a job: written by the worker, kept for some days for the person who asked for it."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access import accounts_within, require_somewhere
from accounts.models import User
from accounts.roles import Can
from content.importing import export_header
from content.models import Post, PostExport
from content.queries.exporting import export_rows
from content.queries.library_filter import LibraryFilter, library
from core import audit, uploads
from core.dates import local_day
from core.errors import UserError
from core.exports import csv_lines, write_xlsx
from core.http import whole_number
from core.jobs import JobCancelled, advance_job, alone, begin_job, create_job, finish_job
from core.models import Job, JobState

KIND = "content.export"
AT_ONCE = 2000
"""So many rows are made while the person waits; more by the worker."""
STEP = 500
KEPT = dt.timedelta(days=7)
Clock = Callable[[], dt.datetime]


@transaction.atomic
def start_export(*, query: str, kind: str, total: int, by: User, at: dt.datetime) -> PostExport:
    """Ask for the posts that the library shows under this address; the worker begins at once."""
    require_somewhere(by, Can.VIEW)
    title = _("内容库 %(day)s") % {"day": f"{local_day(at):%Y-%m-%d}"}
    job = create_job(kind=KIND, title=title, params={"confirmed": True}, by=by, at=at)
    job.total = total
    job.save(update_fields=["total"])
    made = PostExport.objects.create(job=job, query=query, kind="xlsx" if kind == "xlsx" else "csv")
    audit.record("content.library.exported", job, by=by, at=at, change=audit.Change(after={"rows": total}))
    return made


def note_library_export(*, rows: int, by: User, at: dt.datetime) -> None:
    """Somebody took posts out as a file, at once."""
    require_somewhere(by, Can.VIEW)
    audit.record("content.library.exported", by, by=by, at=at, change=audit.Change(after={"rows": rows}))


def run_export(*, job_id: int, clock: Clock) -> Job | None:
    """Write the file from its beginning; a killed worker's half is gone, the next one begins anew."""
    with alone(f"{KIND}:{job_id}") as mine:
        job = begin_job(job_id, at=clock()) if mine else None
        if job is None:
            return None
        try:
            _write(PostExport.objects.get(job=job), job, clock)
        except JobCancelled:
            finish_job(job, state=JobState.CANCELLED, at=clock(), message=_("已取消导出。"))
        except UserError as error:
            finish_job(job, state=JobState.FAILED, at=clock(), message=str(error))
    return job


def _write(made: PostExport, job: Job, clock: Clock) -> None:
    user = User.objects.filter(pk=job.created_by_id or 0, is_active=True).first()
    if user is None:
        raise UserError(_("要求导出的同事已停用。"), code="export.starter")
    with ExitStack() as stack, translation.override(user.language):
        file = stack.enter_context(TemporaryFile())
        rows = _counted(job, export_rows(_posts(made, user)))
        _fill(file, made.kind, rows)
        at = clock()
        with uploads.kept_file(file, folder="exports", ending=made.kind, at=at) as path, transaction.atomic():
            made.file, made.until = path, at + KEPT
            made.save(update_fields=["file", "until"])
            sentence = _("已导出 %(n)d 条，文件保留 %(days)d 天。") % {"n": job.done, "days": KEPT.days}
            finish_job(job, state=JobState.DONE, at=at, result={"rows": job.done}, message=sentence)


def _posts(made: PostExport, user: User) -> "QuerySet[Post]":
    """What this person may see under the address when the worker comes to it."""
    query = QueryDict(made.query)
    account_id, group_id = whole_number(query.get("account", "")), whole_number(query.get("group", ""))
    return library(accounts_within(user, account_id=account_id, group_id=group_id), LibraryFilter.of(query))


def _counted(job: Job, rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """The same rows, with the progress told; raises `JobCancelled` when somebody asked to stop."""
    done = 0
    for done, row in enumerate(rows, start=1):
        yield row
        if done % STEP == 0:
            advance_job(job, done=done)
    advance_job(job, done=done)


def _fill(file: IO[bytes], kind: str, rows: Iterator[list[str]]) -> None:
    if kind == "xlsx":
        write_xlsx(file, export_header(), rows)
    else:
        file.writelines(line.encode() for line in csv_lines(export_header(), rows))


def open_exports() -> list[int]:
    """Jobs that are not finished: waiting, or left behind by a killed worker."""
    jobs = Job.objects.filter(kind=KIND, state__in=[JobState.WAITING, JobState.RUNNING])
    return list(jobs.order_by("pk").values_list("pk", flat=True))


def drop_old_exports(*, now: dt.datetime) -> int:
    """Take away the files whose days are over. Answers how many."""
    old = PostExport.objects.filter(until__lte=now).exclude(file="")
    for made in old:
        uploads.drop(str(made.file.name))
        made.file = ""
        made.save(update_fields=["file"])
    return len(old)
