"""Files of entries: looked at first, taken in as a stream, visible all at once, resumable, undoable (P7)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any, BinaryIO, Final

import structlog
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from campaigns import events
from campaigns.collect.building import Builder
from campaigns.collect.columns import kind_of
from campaigns.collect.files import Table
from campaigns.collect.merging import Merged, merge_staged, remove_import
from campaigns.collect.rows import REASONS, ActRow, Refusal
from campaigns.collect.staging import drop_staged, stage
from campaigns.models import ActKind, Campaign, EntryImport
from campaigns.queries.entry_imports import setting_for
from campaigns.services.closing import open_entries
from campaigns.services.judging import start_judging
from core import uploads
from core.audit import SYSTEM, Change, record
from core.errors import Conflict, UserError
from core.jobs import JobCancelled, advance_job, begin_job, create_job, finish_job, refuse_rows
from core.locks import only_one
from core.models import Job, JobRefusal, JobState
from core.tables import UnreadableFile
from core.uploads.storing import path_of

log = structlog.get_logger(__name__)
JOB_KIND: Final = "campaigns.entries_import"
ENTRIES: Final = uploads.Purpose(folder="entries", kinds=uploads.TABLES, limit=512 * uploads.MB)
BATCH: Final = 20_000
REFUSALS_KEPT: Final = 5000
"""Refused rows that are stored and downloadable; all are counted."""
PREVIEWS_KEPT: Final = timedelta(days=7)
"""A file that was looked at and not taken in holds people's names and words: it goes after so long."""
MANY: Final = 10_000
Clock = Callable[[], datetime]


def keep_entry_file(*, campaign: Campaign, name: str, content: BinaryIO, by: User, at: datetime) -> EntryImport:
    """Store a file so that it can be looked at. Raises `UserError` for what is no table, or has no uid and time."""
    require_somewhere(by, Can.CAMPAIGN)
    upload = uploads.examine(content, ENTRIES, name=name)
    with uploads.kept(upload, at=at) as path:
        try:
            table = Table(path_of(path))
            table.close()
        except UnreadableFile as error:
            raise UserError(str(error), code="entries.table", field="file") from error
        with transaction.atomic():
            open_entries(campaign)
            return EntryImport.objects.create(
                campaign=campaign,
                original_name=upload.name,
                stored_path=path,
                kind=kind_of(table.header),
                size=upload.size,
                made_by_id=by.pk,
                made_at=at,
            )


def discard_entry_file(*, entry_import: EntryImport, by: User) -> None:
    """Forget a file that was only looked at."""
    require_somewhere(by, Can.CAMPAIGN)
    with transaction.atomic():
        row = EntryImport.objects.select_for_update().get(pk=entry_import.pk)
        if row.job_id is not None:
            raise Conflict(_("这份文件已经导入，请用撤销。"), code="entries.imported")
        row.delete()
        transaction.on_commit(lambda: uploads.drop(entry_import.stored_path))


def forget_previews(*, now: datetime) -> int:
    """Files that were looked at and never taken in. Returns how many went. Safe to repeat, one file a transaction."""
    old = EntryImport.objects.filter(job=None, made_at__lt=now - PREVIEWS_KEPT).values_list("pk", flat=True)
    count = 0
    for pk in list(old):
        with transaction.atomic():
            row = EntryImport.objects.select_for_update(skip_locked=True).filter(pk=pk, job=None).first()
            if row is None:
                continue  # somebody takes it in just now
            row.delete()
            transaction.on_commit(partial(uploads.drop, row.stored_path))
            count += 1
    return count


def start_entry_import(*, entry_import: EntryImport, kind: ActKind, by: User, at: datetime) -> Job:
    """Queue what was looked at; `kind` is what lines are that do not say it."""
    require_somewhere(by, Can.CAMPAIGN)
    with transaction.atomic():
        open_entries(entry_import.campaign)
        row = EntryImport.objects.select_for_update().get(pk=entry_import.pk)
        if row.job_id is not None:
            raise Conflict(_("这份文件已经在导入。"), code="entries.imported")
        params = {"import": row.pk, "campaign": row.campaign_id}
        row.job = create_job(kind=JOB_KIND, title=row.original_name, params=params, by=by, at=at)
        row.kind = kind
        row.save(update_fields=["job", "kind"])
        change = Change(after={"name": row.original_name, "size": row.size, "kind": str(kind)})
        record("campaigns.entries.import_started", row.campaign, by=by, at=at, change=change)
        events.entries_queued.send_on_commit(job_id=row.job.pk, kind=JOB_KIND)
    return row.job


def run_entry_import(job_id: int, *, clock: Clock) -> EntryImport | None:
    """Read the file from the last checkpoint and merge it. None when it is over, or another worker has it."""
    with only_one(f"{JOB_KIND}.{job_id}") as mine:
        job = begin_job(job_id, at=clock()) if mine else None
        if job is None:
            return None
        entry_import = EntryImport.objects.select_related("campaign", "job").get(job=job)
        try:
            _stage(entry_import, job, now=clock())
            _finish(entry_import, job, at=clock())
        except JobCancelled:
            _give_up(entry_import, job, JobState.CANCELLED, _("导入已取消，没有留下任何内容。"), at=clock())
        except (UnreadableFile, Conflict) as error:
            _give_up(entry_import, job, JobState.FAILED, str(error), at=clock())
        except OperationalError:
            raise  # the database went away: the job stays open and the next sweep resumes it
        except Exception:
            log.exception("entry_import_failed", job=job.pk)
            sentence = _("导入中断，没有留下任何内容，请联系系统管理员。")
            _give_up(entry_import, job, JobState.FAILED, sentence, at=clock())
            raise
        return entry_import


def undo_entry_import(*, entry_import: EntryImport, by: User, at: datetime) -> int:
    """Take out what only this file brought, then judge again. Returns how many acts went."""
    require_somewhere(by, Can.CAMPAIGN)
    with transaction.atomic():
        open_entries(entry_import.campaign)
        job = Job.objects.select_for_update().filter(pk=entry_import.job_id or 0).first()
        if job is None or job.state != JobState.DONE:
            raise Conflict(_("这次导入没有完成或已经撤销。"), code="entries.not_done")
        removed = remove_import(entry_import)
        entry_import.undone_at = at
        entry_import.save(update_fields=["undone_at"])
        finish_job(job, state=JobState.UNDONE, at=at, message=_("已撤销，移除 %(n)d 条。") % {"n": removed})
        change = Change(after={"name": entry_import.original_name, "removed": removed})
        record("campaigns.entries.import_undone", entry_import.campaign, by=by, at=at, change=change)
        start_judging(campaign=entry_import.campaign, by=by, at=at)
    return removed


def _stage(entry_import: EntryImport, job: Job, *, now: datetime) -> None:
    """Each batch commits with its checkpoint, so staging always holds exactly what was read up to it."""
    began = datetime.fromisoformat(job.checkpoint.get("now", now.isoformat()))
    read = int(job.checkpoint.get("read", 0))
    table = Table(path_of(entry_import.stored_path))
    try:
        builder = Builder(table.columns, setting_for(entry_import, now=began))
        lines = iter(table)
        for _skipped in islice(lines, read):
            pass
        while batch := list(islice(lines, BATCH)):
            read += len(batch)
            rows, refused = _built(builder, batch)
            with transaction.atomic():
                stage(rows, entry_import)
                _refuse(job, refused)
                advance_job(job, done=table.done, total=table.size, checkpoint={"now": began.isoformat(), "read": read})
    finally:
        table.close()


def _built(builder: Builder, batch: list[Any]) -> tuple[list[ActRow], list[Refusal]]:
    rows: list[ActRow] = []
    refused: list[Refusal] = []
    for item in batch:
        built = item if isinstance(item, Refusal) else builder.build(*item)
        (rows if isinstance(built, ActRow) else refused).append(built)  # type: ignore[arg-type]
    return rows, refused


def _refuse(job: Job, refusals: list[Refusal]) -> None:
    kept = refusals[: max(0, REFUSALS_KEPT - job.refused)]
    refuse_rows(job, [JobRefusal(job=job, line=r.line, code=r.code, reason=REASONS[r.code], raw=r.raw) for r in kept])
    if len(kept) < len(refusals):
        job.refused += len(refusals) - len(kept)
        job.save(update_fields=["refused"])


def _finish(entry_import: EntryImport, job: Job, *, at: datetime) -> None:
    """One transaction makes everything visible and ends the job; then everybody is judged."""
    with transaction.atomic():
        campaign = open_entries(entry_import.campaign)
        merged = merge_staged(entry_import, at=at)
        drop_staged(entry_import)
        if not merged.seen:
            finish_job(job, state=JobState.FAILED, at=at, message=_why_nothing(job))
            return
        result = {"seen": merged.seen, "new": merged.new, "known": merged.seen - merged.new, "refused": job.refused}
        finish_job(job, state=JobState.DONE, at=at, result=result, message=_sentence(merged, job))
        change = Change(after={"name": entry_import.original_name, **result})
        record("campaigns.entries.import_finished", campaign, by=SYSTEM, at=at, change=change)
        start_judging(campaign=campaign, by=SYSTEM, at=at)
    if merged.new > MANY:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE campaigns_act")


def _sentence(merged: Merged, job: Job) -> str:
    values = {"new": merged.new, "known": merged.seen - merged.new, "refused": job.refused}
    return _("新增 %(new)d 条，已有 %(known)d 条，未导入 %(refused)d 行。") % values


def _why_nothing(job: Job) -> str:
    first = job.refusals.first()
    if first is None:
        return _("文件里没有可导入的内容。")
    return _("没有导入任何内容：%(reason)s") % {"reason": _(first.reason)}


def _give_up(entry_import: EntryImport, job: Job, state: JobState, message: str, *, at: datetime) -> None:
    with transaction.atomic():
        drop_staged(entry_import)
        finish_job(job, state=state, at=at, message=message)
        record(f"campaigns.entries.import_{state}", entry_import.campaign, by=SYSTEM, at=at)
