"""Crawler files: taken in as a stream, visible all at once, resumable, undoable (M2)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import structlog
from django.conf import settings
from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from core import uploads
from core.audit import SYSTEM, Actor, Change, record
from core.errors import Conflict
from core.jobs import JobCancelled, advance_job, begin_job, create_job, finish_job, refuse_rows
from core.locks import only_one
from core.models import Job, JobRefusal, JobState
from monitoring import events
from monitoring.collect.ahead import read_ahead
from monitoring.collect.batches import batches_of
from monitoring.collect.merging import Merged, make_room, merge_staged, remove_import
from monitoring.collect.staging import copy_rows, drop_staged
from monitoring.collect.understanding import grouped, keep_up
from monitoring.models import MentionImport, Source, SourceKind
from monitoring.readers import REASONS, Refusal, read_file
from monitoring.services.source_files import note_import

log = structlog.get_logger(__name__)
JOB_KIND = "monitoring.import"
CRAWLER = uploads.Purpose(
    folder="imports", kinds=uploads.TABLES | {uploads.Kind.SQLITE}, limit=uploads.LARGEST, unpacked=3072 * uploads.MB
)
BATCH = 5000
REFUSALS_KEPT = 5000
"""Refused rows that are stored and downloadable; all are counted."""
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class UploadedFile:
    """A file on its way in: its name as the person knows it, its bytes, and when it was written, if that is known."""

    name: str
    content: BinaryIO
    written_at: datetime | None = None


class _NothingToKeep(Exception):
    """Not one row of the file could be taken in."""


def start_import(
    *,
    file: UploadedFile,
    by: Actor,
    at: datetime,
    source_name: str = "",
    kind: SourceKind = SourceKind.FILE,
    queue: bool = True,
) -> MentionImport:
    """Store a crawler file and queue its import; without `queue` the caller runs it himself.

    Raises `UserError` when the file is empty, or no table, JSON or database.
    """
    upload = uploads.examine(file.content, CRAWLER, name=file.name)
    with uploads.kept(upload, at=at) as path, transaction.atomic():
        source, _made = Source.objects.get_or_create(kind=kind, name=source_name or _("采集文件"), account=None)
        job = create_job(kind=JOB_KIND, title=upload.name, params={"size": upload.size}, by=by, at=at)
        mention_import = MentionImport.objects.create(
            job=job,
            source=source,
            original_name=upload.name,
            stored_path=path,
            size=upload.size,
            seen_at=min(file.written_at or at, at),
        )
        change = Change(after={"name": mention_import.original_name, "size": upload.size})
        record("monitoring.import.started", mention_import, by=by, at=at, change=change)
        if queue:
            events.import_queued.send_on_commit(job_id=job.pk)
    return mention_import


def run_import(job_id: int, *, clock: Clock) -> MentionImport | None:
    """Read the file from the last checkpoint and merge it. None when it is over, or another worker has it."""
    with only_one(f"{JOB_KIND}.{job_id}") as mine:
        job = begin_job(job_id, at=clock()) if mine else None
        if job is None:
            return None
        mention_import = MentionImport.objects.select_related("source").get(job=job)
        try:
            _stage(mention_import, job, now=clock())
            _finish(mention_import, job, at=clock())
        except JobCancelled:
            _give_up(mention_import, job, JobState.CANCELLED, _("导入已取消，没有留下任何内容。"), at=clock())
        except _NothingToKeep:
            _give_up(mention_import, job, JobState.FAILED, _why_nothing(job), at=clock())
        except OperationalError:
            raise  # the database went away: the job stays open and the next sweep resumes it
        except Exception:
            log.exception("import_failed", job=job.pk)
            _give_up(
                mention_import, job, JobState.FAILED, _("导入中断，没有留下任何内容，请联系系统管理员。"), at=clock()
            )
            raise
        return mention_import


def undo_import(*, mention_import: MentionImport, by: Actor, at: datetime) -> int:
    """Take out what only this import brought, with its hits. Returns how many mentions went."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=mention_import.job_id)
        if job.state != JobState.DONE:
            raise Conflict(_("这次导入没有完成或已经撤销。"), code="import.not_done")
        removed = remove_import(mention_import)
        mention_import.stretches.all().delete()
        mention_import.undone_at = at
        mention_import.save(update_fields=["undone_at"])
        finish_job(job, state=JobState.UNDONE, at=at, message=_("已撤销，移除 %(n)d 条内容。") % {"n": removed})
        record("monitoring.import.undone", mention_import, by=by, at=at, change=Change(after={"removed": removed}))
    return removed


def _stage(mention_import: MentionImport, job: Job, *, now: datetime) -> None:
    """Each batch commits with its checkpoint, so staging always holds exactly what was read up to it.

    The file is read and judged by a thread, while the database takes in the batch before.
    """
    start = datetime.fromisoformat(job.checkpoint.get("now", now.isoformat()))
    records, items = int(job.checkpoint.get("records", 0)), int(job.checkpoint.get("items", 0))
    path = Path(settings.MEDIA_ROOT) / mention_import.stored_path
    reading = read_file(path, now=start, name=mention_import.original_name, resume_after=records)
    keep_up()
    with read_ahead(batches_of(reading, records=records, beyond=items, length=BATCH)) as batches:
        for batch in batches:
            with transaction.atomic():
                rows = grouped(batch.read, at=now)
                copy_rows(zip(batch.lines, rows, strict=True), mention_import)
                _refuse(job, batch.refusals)
                checkpoint = {"now": start.isoformat(), "records": batch.records, "items": batch.beyond}
                advance_job(job, done=batch.done, total=batch.size, checkpoint=checkpoint)
            _note_format(mention_import, batch.format)
            keep_up()


def _note_format(mention_import: MentionImport, name: str) -> None:
    """Remember which tool wrote the file, once."""
    if name and not mention_import.format:
        mention_import.format = name
        mention_import.save(update_fields=["format"])


def _refuse(job: Job, refusals: list[Refusal]) -> None:
    kept = refusals[: max(0, REFUSALS_KEPT - job.refused)]
    refuse_rows(job, [JobRefusal(job=job, line=r.line, code=r.code, reason=REASONS[r.code], raw=r.raw) for r in kept])
    if len(kept) < len(refusals):
        job.refused += len(refusals) - len(kept)
        job.save(update_fields=["refused"])


def _finish(mention_import: MentionImport, job: Job, *, at: datetime) -> None:
    """One transaction makes everything visible and ends the job."""
    make_room(mention_import, at=at)
    with transaction.atomic():
        merged = merge_staged(mention_import, at=at)
        if not merged.seen:
            raise _NothingToKeep
        note_import(mention_import=mention_import, merged=merged, at=at)
        drop_staged(mention_import)
        finish_job(job, state=JobState.DONE, at=at, result=_result(merged, job), message=_sentence(merged, job))
        record(
            "monitoring.import.finished", mention_import, by=SYSTEM, at=at, change=Change(after=_result(merged, job))
        )
        events.mentions_arrived.send_on_commit(n=merged.new)


def _result(merged: Merged, job: Job) -> dict[str, int]:
    return {"seen": merged.seen, "new": merged.new, "refreshed": merged.refreshed, "refused": job.refused}


def _sentence(merged: Merged, job: Job) -> str:
    values = {"new": merged.new, "refreshed": merged.refreshed, "refused": job.refused}
    return _("新增 %(new)d 条，更新 %(refreshed)d 条，未导入 %(refused)d 行。") % values


def _why_nothing(job: Job) -> str:
    first = job.refusals.first()
    if first is None:
        return _("文件里没有可导入的内容。")
    return _("没有导入任何内容：%(reason)s") % {"reason": first.reason}


def _give_up(mention_import: MentionImport, job: Job, state: JobState, message: str, *, at: datetime) -> None:
    with transaction.atomic():
        drop_staged(mention_import)
        finish_job(job, state=state, at=at, message=message)
        record(f"monitoring.import.{state}", mention_import, by=SYSTEM, at=at)
