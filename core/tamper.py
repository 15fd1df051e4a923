"""Whether the audit log is what it was: the chain entry by entry, and its daily anchors in and outside the database.

Somebody with the keys of the database can change an entry and compute the rest of the chain anew. He then contradicts
the anchors: rows, lines of a file in the data folder, lines of the log, and mails to an address outside.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.audit import Actor
from core.dates import day_start, local_day
from core.jobs import JobCancelled, advance_job, begin_job, create_job, finish_job
from core.locks import only_one, wait_in_line
from core.models import AuditAnchor, AuditEntry, Job, JobState

log = structlog.get_logger(__name__)
KIND: Final = "core.verify_audit"
PIECE: Final = 20_000
Finding = str


@dataclass(frozen=True, slots=True)
class Mark:
    """An anchor, from wherever it comes: the entry of a number had this hash at the end of that day."""

    day: str
    sequence: int
    hash: str


def anchor_file() -> Path:
    """The anchors outside the database, one line each."""
    return Path(settings.DATA_DIR) / "audit" / "anchors.log"


def anchor_days(*, at: dt.datetime) -> AuditAnchor | None:
    """Write down where the chain stands, once a day: for the last day that is over. None when that has been done.

    An empty log has no anchor. The row comes first; a line of the file that got lost is written when next asked.
    """
    day = local_day(at) - dt.timedelta(days=1)
    with transaction.atomic():
        wait_in_line("core.audit_anchor")
        found = AuditAnchor.objects.filter(day=day).first()
        last = AuditEntry.objects.filter(sequence__isnull=False, at__lt=day_start(local_day(at))).aggregate(
            Max("sequence")
        )
        number = last["sequence__max"]
        if found is None and number is not None:
            entry = AuditEntry.objects.get(sequence=number)
            made = AuditAnchor.objects.create(day=day, sequence=number, hash=entry.hash, written_at=at)
        else:
            made = None
    _keep_outside(made or found)
    if made is not None:
        log.info("audit_anchor", day=str(made.day), sequence=made.sequence, hash=made.hash)
        _mail(made)
    return made


def _keep_outside(anchor: AuditAnchor | None) -> None:
    if anchor is None or str(anchor) in _lines():
        return
    path = anchor_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.write(f"{anchor}\n")
    path.chmod(0o600)


def _mail(anchor: AuditAnchor) -> None:
    if settings.AUDIT_ANCHOR_MAIL:
        subject = f"Weibo Ops audit anchor {anchor.day}"
        send_mail(subject, f"{settings.BASE_URL}\n{anchor}\n", None, [settings.AUDIT_ANCHOR_MAIL], fail_silently=False)


def _lines() -> list[str]:
    path = anchor_file()
    return path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []


def marks_outside() -> list[Mark]:
    """The anchors of the file; a line that cannot be read becomes one that nothing fits."""
    marks = []
    for line in _lines():
        day, _blank, rest = line.partition(" ")
        number, _blank, digest = rest.partition(" ")
        marks.append(Mark(day, int(number) if number.isascii() and number.isdigit() else 0, digest.strip()))
    return marks


def broken_pieces(*, piece: int = PIECE) -> Iterator[tuple[int, int, int | None]]:
    """The chain in pieces: (numbers looked at, numbers in all, first broken number of this piece or None)."""
    last = AuditEntry.objects.aggregate(Max("sequence"))["sequence__max"] or 0
    for first in range(1, last + 1, piece):
        past = min(first + piece, last + 1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT core_audit_broken_between(%s, %s)", [first, past])
            row = cursor.fetchone()
        yield past - 1, last, row[0] if row else None


def broken_anchors() -> list[Finding]:
    """What of the anchors does not fit: to the entries, or rows and file to each other."""
    rows = [Mark(str(row.day), row.sequence, row.hash) for row in AuditAnchor.objects.all()]
    outside = marks_outside()
    numbers = {mark.sequence for mark in [*rows, *outside]}
    hashes = dict(AuditEntry.objects.filter(sequence__in=numbers).values_list("sequence", "hash"))
    wrong = [mark for mark in dict.fromkeys([*rows, *outside]) if hashes.get(mark.sequence) != mark.hash]
    changed = _("%(day)s 的锚点与第 %(number)d 条记录不符：这条或更早的记录被改写过。")
    found = [changed % {"day": mark.day, "number": mark.sequence} for mark in wrong]
    in_file, in_rows = {mark.day for mark in outside}, {mark.day for mark in rows}
    not_in_file, not_in_rows = (
        _("%(day)s 的锚点不在数据目录的锚点文件里。"),
        _("%(day)s 的锚点只在文件里，数据库中的已被删除。"),
    )
    found += [not_in_file % {"day": day} for day in sorted(in_rows - in_file)]
    return found + [not_in_rows % {"day": day} for day in sorted(in_file - in_rows)]


def findings() -> list[Finding]:
    """Everything that is wrong with the log, in sentences; empty when it is whole."""
    broken = [number for _seen, _all, number in broken_pieces() if number is not None]
    return [*_sentences(broken), *broken_anchors()]


def _sentences(broken: list[int]) -> list[Finding]:
    return [_("第 %(number)d 条记录与哈希链不符。") % {"number": number} for number in broken]


def start_verification(*, by: Actor, at: dt.datetime) -> Job:
    """Queue a check of the whole chain; one that is under way is not doubled."""
    with transaction.atomic():
        wait_in_line(KIND)
        waiting = Job.objects.filter(kind=KIND, state__in=[JobState.WAITING, JobState.RUNNING], cancel_asked=False)
        return waiting.first() or create_job(kind=KIND, title=_("核对操作记录"), params={}, by=by, at=at)


def last_verification() -> Job | None:
    """The newest check of the whole chain that came to its end."""
    return Job.objects.filter(kind=KIND, state=JobState.DONE).order_by("-pk").first()


def run_verification(*, job_id: int, now: dt.datetime) -> Job | None:
    """Walk the chain with progress. None when another worker has the job or it is over."""
    with only_one(f"{KIND}.{job_id}") as mine:
        job = begin_job(job_id, at=now) if mine else None
        if job is None:
            return None
        try:
            broken = []
            for seen, total, number in broken_pieces():
                broken += [] if number is None else [number]
                advance_job(job, done=seen, total=total)
        except JobCancelled:
            finish_job(job, state=JobState.CANCELLED, at=now, message=_("核对已取消。"))
            return job
        wrong = [*_sentences(broken), *broken_anchors()]
        sentence = _("%(n)d 条记录核对无误，锚点一致。") % {"n": job.done} if not wrong else " ".join(wrong[:5])
        if wrong:
            log.error("audit_broken", findings=len(wrong), first=broken[:1])
        finish_job(job, state=JobState.DONE, at=now, result={"broken": len(wrong)}, message=sentence)
    return job


def open_verifications() -> list[int]:
    """Checks that wait or were left behind by a killed worker."""
    return list(
        Job.objects.filter(kind=KIND, state__in=[JobState.WAITING, JobState.RUNNING]).values_list("pk", flat=True)
    )
