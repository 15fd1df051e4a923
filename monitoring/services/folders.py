"""The watched folder: each file is taken once it stands still, imported once, put away with a report (M2).

Rows are the truth: every step is written down before the next is made, so that a kill at any point is gone on from.
The file stays where it lies until its import is over, and the import works on a copy of its own.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import SYSTEM
from core.dates import local_day
from core.errors import UserError
from core.locks import only_one
from core.models import JobState
from monitoring.collect import folder as disk
from monitoring.models import FolderFile, FolderState, RunOutcome, Source, SourceKind
from monitoring.queries.folders import report_of
from monitoring.services.imports import UploadedFile, start_import
from monitoring.services.source_runs import Run, note_run

log = structlog.get_logger(__name__)
SETTLED = timedelta(seconds=60)
"""A file that has not changed for so long is whole."""
_CHUNK = 1024 * 1024


@dataclass
class Round:
    """What one look at the folder did."""

    waiting: int = 0
    taken: int = 0
    ended: int = 0
    problem: str = ""


def take_files(*, now: datetime) -> Round:
    """Look at the folder once: finish what is imported, take what stands still. One at a time."""
    root = settings.CRAWLER_FOLDER
    done = Round()
    if root is None:
        return done
    with only_one("monitoring.folder") as mine:
        if not mine:
            return done
        try:
            if root == settings.DATA_DIR / "crawler":
                root.mkdir(parents=True, exist_ok=True)
            _round(root, disk.look(root), done, now)
        except OSError as error:
            done.problem = _("读不到采集文件夹：%(why)s") % {"why": _why(error)}
        if done.problem:
            _note_failure(done.problem, now)
    return done


def _round(root: Path, found: list[disk.Found], done: Round, now: datetime) -> None:
    by_path = {one.path: one for one in found}
    for row in FolderFile.objects.filter(state=FolderState.TAKEN).select_related("mention_import__job"):
        try:
            if _end(root, row, by_path.get(row.path), now):
                done.ended += 1
                if row.moved_to:
                    _gone(by_path, row)
        except OSError as error:  # this one stays; the others go on
            done.problem = _("采集文件夹里的文件移不走：%(why)s") % {"why": _why(error)}
    taken = set(FolderFile.objects.filter(state=FolderState.TAKEN).values_list("path", flat=True))
    growing = {row.path: row for row in FolderFile.objects.filter(state=FolderState.GROWING)}
    FolderFile.objects.filter(pk__in=[row.pk for path, row in growing.items() if path not in by_path]).delete()
    for path, one in by_path.items():
        if path in taken:
            continue
        known = growing.get(path)
        if known is None or _mark(known) != one.mark:
            _watch(FolderFile(path=path) if known is None else known, one, now)
            done.waiting += 1
        elif known.still_since + SETTLED > now:
            done.waiting += 1
        else:
            _take(root, known, one, now)
            done.taken += 1


def _gone(by_path: dict[str, disk.Found], row: FolderFile) -> None:
    """It was moved after the look; what stands in its place by now is another file."""
    one = by_path.get(row.path)
    if one is not None and one.mark == _mark(row):
        del by_path[row.path]


def _watch(row: FolderFile, one: disk.Found, now: datetime) -> None:
    """It is new, or it has changed: its time to stand still begins again."""
    row.size, row.modified_ns, row.inode = one.size, one.modified_ns, one.inode
    row.still_since = now
    row.save()


def _take(root: Path, row: FolderFile, one: disk.Found, now: datetime) -> None:
    """Begin the import, or say why there is none. The row and the queued import commit together."""
    if not one.regular:
        _refuse(row, _("这不是普通文件（例如符号链接），没有打开。"))
        return
    try:
        with disk.open_found(root, one) as file:
            row.digest = _digest(file)
            twin = _twin(row)
            if twin is not None:
                _refuse(row, _("内容与导入 %(number)d 完全相同，没有再导入。") % {"number": twin.mention_import_id})
                return
            with transaction.atomic():
                source_name = row.path.split("/")[0] if "/" in row.path else _("采集文件夹")
                written_at = datetime.fromtimestamp(one.modified_ns / 10**9, tz=UTC)
                upload = UploadedFile(row.path.rsplit("/", 1)[-1], file, written_at)
                row.mention_import = start_import(
                    file=upload, by=SYSTEM, at=now, source_name=source_name[:80], kind=SourceKind.FOLDER
                )
                row.state = FolderState.TAKEN
                row.save()
    except disk.Changed:
        return  # seen again by the next look
    except UserError as error:
        _refuse(row, str(error))
    except OSError as error:
        _refuse(row, _("读不了这个文件：%(why)s") % {"why": _why(error)})


def _refuse(row: FolderFile, reason: str) -> None:
    row.state, row.reason, row.mention_import = FolderState.TAKEN, reason, None
    row.save()


def _end(root: Path, row: FolderFile, one: disk.Found | None, now: datetime) -> bool:
    """Put a file away whose import is over. False while it is not, or when it cannot be moved now."""
    found = row.mention_import
    if found is not None and found.job.state in (JobState.WAITING, JobState.RUNNING):
        return False
    good = found is not None and found.job.state in (JobState.DONE, JobState.UNDONE)
    twin = found is None and bool(row.digest) and _twin(row) is not None
    if not row.moved_to:
        where = disk.DONE if good or twin else disk.REFUSED
        name = row.path.replace("/", "_")[-150:]
        row.moved_to, row.ended_at = f"{where}/{local_day(now):%Y-%m-%d}/{row.pk}_{name}", now
        row.save(update_fields=["moved_to", "ended_at"])
    if not disk.is_away(root, row.moved_to):
        if one is None or one.mark != _mark(row):
            row.reason = row.reason or _left_behind(one)
            row.moved_to = ""
        else:
            disk.put_away(root, one.real, row.moved_to, report_of(row))
    row.state = FolderState.DONE if good or twin else FolderState.REFUSED
    row.save(update_fields=["state", "reason", "moved_to"])
    return True


def _left_behind(one: disk.Found | None) -> str:
    if one is None:
        return _("导入后文件已被移走。")
    return _("导入期间文件又有变化，停止变化后会再导入一次，已有内容不会重复。")


def _twin(row: FolderFile) -> FolderFile | None:
    """A file with the same bytes whose import stands."""
    known = FolderFile.objects.filter(digest=row.digest, mention_import__job__state=JobState.DONE)
    return known.exclude(pk=row.pk).order_by("pk").first()


def _mark(row: FolderFile) -> tuple[int, int, int]:
    return row.size, row.modified_ns, int(row.inode)


def _why(error: OSError) -> str:
    log.warning("folder_trouble", error=type(error).__name__, number=error.errno)
    return error.strerror or type(error).__name__


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _note_failure(problem: str, now: datetime) -> None:
    """The folder is a source that is blind now."""
    if not Source.objects.filter(kind=SourceKind.FOLDER).exists():
        Source.objects.create(kind=SourceKind.FOLDER, name=_("采集文件夹"))
    for source in Source.objects.filter(kind=SourceKind.FOLDER, is_active=True):
        note_run(source=source, run=Run(now, now, RunOutcome.FAILED, error=problem), at=now)
