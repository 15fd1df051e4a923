"""Personal data: kept sealed for a purpose, read with a trace, exported and erased for the person it belongs to.

Audit entries say who kept, read, exported or erased, and which fields there were, never what they held.
"""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from accounts.access import require, require_somewhere
from accounts.models import PersonalRecord, User
from accounts.roles import Can
from accounts.secrets import seal, unseal
from core.audit import SYSTEM, Actor, Change, record
from core.dates import local_day
from core.errors import Conflict, Sentence, UserError

BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why data is kept: its name, who may read it, and how many days it may be kept at most."""

    label: Sentence
    can: Can
    most_days: int


PURPOSES: Final[dict[str, Purpose]] = {
    "prize.delivery": Purpose(gettext_lazy("寄送奖品"), Can.CAMPAIGN, 180),
    "complaint": Purpose(gettext_lazy("处理投诉"), Can.REPLY, 365),
}
"""Nothing is kept without one of these."""


@sensitive_variables()
@transaction.atomic
def keep_personal(
    *, subject: str, purpose: str, data: dict[str, str], keep_until: dt.date, by: Actor, at: dt.datetime
) -> PersonalRecord:
    """Seal what a person gave. Raises `UserError` for an unknown purpose, or when it would be kept too long."""
    known = PURPOSES.get(purpose)
    if known is None:
        raise UserError(_("没有这种用途，不能保存个人信息。"), code="personal.purpose")
    today = local_day(at)
    if not today <= keep_until <= today + dt.timedelta(days=known.most_days):
        sentence = _("“%(purpose)s”的个人信息最多保留 %(n)d 天。") % {"purpose": known.label, "n": known.most_days}
        raise UserError(sentence, code="personal.too_long", field="keep_until")
    row = PersonalRecord.objects.create(
        subject=subject[:80],
        purpose=purpose,
        ciphertext=seal(json.dumps(data, ensure_ascii=False)),
        keep_until=keep_until,
        created_by_id=by.pk,
        created_at=at,
    )
    after = {"fields": sorted(data), "keep_until": str(keep_until), "subject": row.subject}
    record("accounts.personal.kept", row, by=by, at=at, change=Change(after=after))
    return row


@sensitive_variables()
@transaction.atomic
def read_personal(*, personal: PersonalRecord, by: User, at: dt.datetime, reason: str) -> dict[str, str]:
    """Open a record, with a trace of who and why. Raises `Forbidden`, `Conflict` when it has been erased."""
    known = PURPOSES.get(personal.purpose)
    require_somewhere(by, known.can if known else Can.MANAGE_PEOPLE)
    row = PersonalRecord.objects.select_for_update().get(pk=personal.pk)
    if row.erased_at is not None:
        raise Conflict(_("这份个人信息已经删除。"), code="personal.erased")
    if not reason.strip():
        raise UserError(_("请写明查看个人信息的理由。"), code="personal.reason", field="reason")
    record("accounts.personal.read", row, by=by, at=at, change=Change(reason=reason.strip()))
    return _opened(row)


@sensitive_variables()
@transaction.atomic
def export_personal(*, subject: str, by: User, at: dt.datetime) -> list[dict[str, object]]:
    """Everything that is kept of one person, for himself to see."""
    require(by, Can.MANAGE_PEOPLE)
    found: list[dict[str, object]] = []
    for row in PersonalRecord.objects.filter(subject=subject).order_by("pk"):
        record("accounts.personal.exported", row, by=by, at=at)
        data = _opened(row) if row.erased_at is None else None
        dates = {"kept_at": row.created_at.isoformat(), "keep_until": str(row.keep_until)}
        found.append({"purpose": row.purpose, **dates, "data": data})
    return found


@transaction.atomic
def erase_personal(*, subject: str, by: User, at: dt.datetime, reason: str) -> int:
    """Erase everything of one person because he or the law says so. Returns how many records."""
    require(by, Can.MANAGE_PEOPLE)
    rows = PersonalRecord.objects.select_for_update().filter(subject=subject, erased_at__isnull=True)
    return sum(_erase(row, by=by, at=at, reason=reason) for row in rows)


@sensitive_variables()
@transaction.atomic
def correct_personal(*, personal: PersonalRecord, data: dict[str, str], at: dt.datetime) -> PersonalRecord:
    """The person himself corrects what he gave. Raises `Conflict` when it has been erased."""
    row = PersonalRecord.objects.select_for_update().get(pk=personal.pk)
    if row.erased_at is not None:
        raise Conflict(_("这份个人信息已经删除。"), code="personal.erased")
    row.ciphertext = seal(json.dumps(data, ensure_ascii=False))
    row.save(update_fields=["ciphertext"])
    record("accounts.personal.corrected", row, by=SYSTEM, at=at, change=Change(after={"fields": sorted(data)}))
    return row


@sensitive_variables()
@transaction.atomic
def show_personal(*, personal: PersonalRecord, at: dt.datetime) -> dict[str, str]:
    """What the person himself gave, for him to check; empty once erased. The caller makes sure that it is he."""
    row = PersonalRecord.objects.get(pk=personal.pk)
    if row.erased_at is not None:
        return {}
    record("accounts.personal.shown", row, by=SYSTEM, at=at)
    return _opened(row)


@transaction.atomic
def drop_personal(*, personal: PersonalRecord, by: Actor, at: dt.datetime, reason: str) -> int:
    """Erase one record whose purpose is gone. Returns 0 when it was erased before."""
    row = PersonalRecord.objects.select_for_update().get(pk=personal.pk)
    return 0 if row.erased_at is not None else _erase(row, by=by, at=at, reason=reason)


def erase_due(*, now: dt.datetime) -> int:
    """Erase what has been kept to its last day. Returns how many records; call it again while it is `BATCH`."""
    with transaction.atomic():
        due = PersonalRecord.objects.filter(erased_at__isnull=True, keep_until__lt=local_day(now)).order_by("pk")
        rows = due.select_for_update(skip_locked=True)[:BATCH]
        return sum(_erase(row, by=SYSTEM, at=now, reason=_("保留期已满")) for row in rows)


def forget_old_versions() -> None:
    """PostgreSQL keeps the row as it was before an update until VACUUM; outside of a transaction, in the sweep."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM accounts_personalrecord")


def _erase(row: PersonalRecord, *, by: Actor, at: dt.datetime, reason: str) -> int:
    row.ciphertext, row.erased_at = b"", at
    row.save(update_fields=["ciphertext", "erased_at"])
    record("accounts.personal.erased", row, by=by, at=at, change=Change(reason=reason))
    return 1


def _opened(row: PersonalRecord) -> dict[str, str]:
    data: dict[str, str] = json.loads(unseal(row.ciphertext))
    return data
