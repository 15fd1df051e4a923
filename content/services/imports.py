"""Take in a library file as a job: its posts become visible all at once; it can be resumed and undone."""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.access import accounts_for, require, require_somewhere
from accounts.models import User, WeiboAccount
from accounts.roles import Can
from content.events import import_finished
from content.importing import count_lines, guess_mapping, header_of, parse_row, read_lines
from content.importing.columns import check_mapping
from content.importing.rows import Refusal, Row
from content.models import Category, Fate, KnownHeader, Post, PostImport, PostState, Series
from content.queries.series import parts
from content.services.import_rows import Lookup, store_rows
from content.services.import_twins import find_twins
from content.services.review_stages import void_stages
from core import audit, uploads
from core.errors import Conflict, Forbidden, UserError
from core.jobs import JobCancelled, advance_job, alone, begin_job, create_job, finish_job, refuse_rows
from core.models import Job, JobRefusal, JobState

KIND = "content.import"
BATCH = 500
ATTEMPTS = 5
LIBRARY = uploads.Purpose(folder="imports", kinds=uploads.TABLES, limit=200 * uploads.MB)
Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """What the person confirmed: column numbers by field, and what empty cells mean."""

    mapping: dict[str, int]
    account: WeiboAccount | None = None
    category: Category | None = None
    look_first: bool = False  # every row is read and checked, then the person decides


def start_import(*, file: "UploadedFile[Any]", by: User, at: dt.datetime) -> PostImport:
    """Keep the file and guess its columns; nothing is read in before `confirm_import`."""
    require_somewhere(by, Can.WRITE)
    upload = uploads.examine(file, LIBRARY)
    header, _rows = header_of(upload.content)
    with uploads.kept(upload, at=at) as path, transaction.atomic():
        job = create_job(kind=KIND, title=_("导入 %(name)s") % {"name": upload.name}, params={}, by=by, at=at)
        job.total = count_lines(upload.content)
        job.save(update_fields=["total"])
        mapping = _remembered(header) or guess_mapping(header)
        row = PostImport.objects.create(job=job, original_name=upload.name, mapping=mapping, file=path)
        audit.record("content.import.uploaded", job, by=by, at=at, change=audit.Change(after={"rows": job.total}))
    return row


@transaction.atomic
def confirm_import(*, post_import: PostImport, choices: ImportChoices, by: User, at: dt.datetime) -> PostImport:
    """Let the worker begin. Asked twice, the second time changes nothing."""
    require_somewhere(by, Can.WRITE)
    if choices.account is not None:
        require(by, Can.WRITE, choices.account.pk)
    job = Job.objects.select_for_update().get(pk=post_import.job_id)
    if job.state != JobState.WAITING or job.params.get("confirmed") or job.params.get("checked"):
        return post_import
    with post_import.file.open("rb") as file:
        header, _rows = header_of(file)
    check_mapping(choices.mapping, len(header))
    known = {"mapping": choices.mapping, "confirmed_by": by, "confirmed_at": at}
    KnownHeader.objects.update_or_create(key=_key_of(header), defaults=known)
    post_import.mapping = choices.mapping
    post_import.account, post_import.category = choices.account, choices.category
    post_import.save(update_fields=["mapping", "account", "category"])
    job.params = {"confirmed": True, "look_first": choices.look_first}
    job.save(update_fields=["params"])
    audit.record("content.import.confirmed", job, by=by, at=at, change=audit.Change(after=choices.mapping))
    return post_import


def _key_of(header: list[str]) -> str:
    return hashlib.sha256("\x1f".join(header).encode()).hexdigest()


def _remembered(header: list[str]) -> dict[str, int]:
    """How a person mapped a file with exactly this header the last time; empty for an unknown one."""
    known = KnownHeader.objects.filter(key=_key_of(header)).first()
    return dict(known.mapping) if known else {}


def run_import(*, job_id: int, clock: Clock) -> Job | None:
    """Read the file in batches from its checkpoint on; safe to call again after a kill, and twice at once.

    Returns None when another worker has it or nothing is left to do.
    """
    with alone(f"{KIND}:{job_id}") as mine:
        job = begin_job(job_id, at=clock()) if mine and _confirmed(job_id) else None
        if job is None:
            return None
        try:
            _count_attempt(job)
            post_import = PostImport.objects.select_related("account", "category").get(job=job)
            if not job.params.get("checked"):
                _read(post_import, job, clock)
            if job.params.get("look_first") and not job.params.get("checked"):
                find_twins(post_import)
                _ask(job)
            else:
                _show(post_import, job, clock())
        except JobCancelled:
            finish_job(job, state=JobState.CANCELLED, at=clock(), message=_("已取消，没有内容被导入。"))
        except UserError as error:
            finish_job(job, state=JobState.FAILED, at=clock(), message=str(error))
    return job


def _confirmed(job_id: int) -> bool:
    return Job.objects.filter(pk=job_id, kind=KIND, params__confirmed=True).exists()


def _count_attempt(job: Job) -> None:
    """A file that kills its worker again and again must not do so for ever."""
    attempts = job.checkpoint.get("attempts", 0) + 1
    if attempts > ATTEMPTS:
        raise UserError(_("导入多次中断，已停止。请拆分文件后重试。"), code="import.attempts")
    advance_job(job, done=job.done, checkpoint={**job.checkpoint, "attempts": attempts})


def _read(post_import: PostImport, job: Job, clock: Clock) -> None:
    user = _starter(job)
    lookup = Lookup(user, post_import.account, post_import.category)
    with post_import.file.open("rb") as file, read_lines(file) as lines:
        header = [cell.strip() for cell in next(lines).cells]
        batch: list[Row] = []
        refused: list[JobRefusal] = []
        seen, last = 0, 0
        for line in lines:
            seen, last = seen + 1, line.number
            if line.number <= job.checkpoint.get("line", 1):
                continue
            try:
                batch.append(parse_row(line, header, post_import.mapping))
            except Refusal as refusal:
                refused.append(_refusal(job, line.number, refusal, ",".join(line.cells)))
            if len(batch) + len(refused) >= BATCH:
                _store(post_import, job, lookup, batch, refused, (seen, last), clock())
                batch, refused = [], []
        _store(post_import, job, lookup, batch, refused, (seen, last), clock())


def _starter(job: Job) -> User:
    """Whose rights decide which accounts the rows may go to."""
    found = User.objects.filter(pk=job.created_by_id or 0, is_active=True).first()
    if found is None:
        raise UserError(_("开始这次导入的同事已停用，请重新导入。"), code="import.starter")
    return found


@transaction.atomic
def _store(
    post_import: PostImport,
    job: Job,
    lookup: Lookup,
    batch: list[Row],
    refused: list[JobRefusal],
    position: tuple[int, int],
    at: dt.datetime,
) -> None:
    """One batch with its checkpoint: both or neither."""
    for row, refusal in store_rows(post_import, lookup, batch, at=at):
        refused.append(_refusal(job, row.line, refusal, row.text))
    refuse_rows(job, refused)
    seen, last = position
    advance_job(job, done=seen, checkpoint={**job.checkpoint, "line": last})


def _refusal(job: Job, line: int, refusal: Refusal, raw: str) -> JobRefusal:
    return JobRefusal(job=job, line=line, code=refusal.code, reason=refusal.reason, raw=raw.replace("\x00", "")[:2000])


def _ask(job: Job) -> None:
    """Every row was read; nothing is visible before the person who started it says yes (`accept_import`)."""
    job.state, job.params = JobState.WAITING, {"look_first": True, "checked": True}
    job.message = _("已检查每一行，等您决定。")
    job.save(update_fields=["state", "params", "message"])


@transaction.atomic
def accept_import(*, post_import: PostImport, by: User, at: dt.datetime) -> Job:
    """What was checked is taken in; asked twice, the second time changes nothing. Raises `Conflict` too early, and
    `Forbidden` when somebody has lost an account since that the rows were checked for."""
    require_somewhere(by, Can.WRITE)
    job = Job.objects.select_for_update().get(pk=post_import.job_id)
    if job.params.get("checked") and job.state == JobState.WAITING and not job.params.get("confirmed"):
        _refuse_lost(post_import, by)
        job.params = {**job.params, "confirmed": True}
        job.save(update_fields=["params"])
        audit.record("content.import.confirmed", job, by=by, at=at, change=audit.Change(after=post_import.mapping))
    elif not job.params.get("checked"):
        raise Conflict(_("还没有检查完，请稍等。"))
    return job


def _refuse_lost(post_import: PostImport, by: User) -> None:
    own = Post.objects.filter(post_import=post_import, is_visible=False).order_by("account_id")
    lost = own.exclude(account__in=accounts_for(by, Can.WRITE).values("pk")).select_related("account").first()
    if lost is not None:
        sentence = _("没有账号“%(name)s”，或您没有它的写作权限。")
        raise Forbidden(sentence % {"name": lost.account.nickname}, code="import.lost_account")


@transaction.atomic
def drop_import(*, post_import: PostImport, by: User, at: dt.datetime) -> Job:
    """What waits for a decision is not taken in: nothing of it will be visible."""
    require_somewhere(by, Can.WRITE)
    job = Job.objects.select_for_update().get(pk=post_import.job_id)
    if job.state != JobState.WAITING or job.params.get("confirmed"):
        raise Conflict(_("这次导入已经开始，或已经结束。"))
    finish_job(job, state=JobState.CANCELLED, at=at, message=_("已放弃，没有内容被导入。"))
    return job


@transaction.atomic
def _show(post_import: PostImport, job: Job, at: dt.datetime) -> None:
    """All rows at once, in the transaction that ends the job."""
    own = Post.objects.filter(post_import=post_import, is_visible=False)
    _yield_numbers(own)
    taken = own.update(is_visible=True)
    same = post_import.rows.filter(fate=Fate.SAME).count()
    result = {"taken": taken, "refused": job.refused, "same": same}
    sentence = _("导入 %(taken)d 条，拒绝 %(refused)d 行。") % result
    if same:
        sentence = _("导入 %(taken)d 条，%(same)d 条已在库中不变，拒绝 %(refused)d 行。") % result
    finish_job(job, state=JobState.DONE, at=at, result=result, message=sentence)
    by = _starter(job)
    audit.record("content.import.finished", job, by=by, at=at, change=audit.Change(after=result))
    import_finished.send_on_commit(post_import_id=post_import.pk)


def _yield_numbers(own: "QuerySet[Post]") -> None:
    """C11: a number that a person gave to another post while the file was read stays his; the row keeps its text."""
    wanted = own.filter(series__isnull=False).values("series")
    list(Series.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    same = parts().filter(series=OuterRef("series"), series_number=OuterRef("series_number"))
    own.filter(Exists(same)).update(series=None, series_number=None)


UNUSED = (PostState.DRAFT, PostState.IN_REVIEW, PostState.CHANGES_ASKED, PostState.CANCELLED)


@transaction.atomic
def undo_import(*, post_import: PostImport, by: User, at: dt.datetime) -> tuple[int, int]:
    """Hide what came with this file, except what somebody has rewritten since, or what was approved, scheduled or sent.
    Returns (hidden, kept)."""
    require_somewhere(by, Can.WRITE)
    job = Job.objects.select_for_update().get(pk=post_import.job_id)
    if job.state != JobState.DONE:
        raise Conflict(_("这次导入没有完成，或已经撤销。"))
    posts = Post.objects.filter(post_import=post_import, is_visible=True)
    unused = list(posts.filter(state__in=UNUSED, version__number=1).values_list("pk", flat=True))
    void_stages(unused, at=at)
    hidden = posts.filter(pk__in=unused, state__in=UNUSED, version__number=1).update(is_visible=False, updated_at=at)
    kept = posts.count()
    post_import.undone_at = at
    post_import.save(update_fields=["undone_at"])
    sentence = _("已撤销：移除 %(hidden)d 条，保留已使用的 %(kept)d 条。") % {"hidden": hidden, "kept": kept}
    finish_job(job, state=JobState.UNDONE, at=at, message=sentence)
    audit.record(
        "content.import.undone", job, by=by, at=at, change=audit.Change(after={"hidden": hidden, "kept": kept})
    )
    return hidden, kept


def open_imports() -> list[int]:
    """Confirmed jobs that are not finished: waiting, or left behind by a killed worker."""
    states = [JobState.WAITING, JobState.RUNNING]
    jobs = Job.objects.filter(kind=KIND, state__in=states, params__confirmed=True)
    return list(jobs.order_by("pk").values_list("pk", flat=True))
