"""The log of a case: one line for every deed, decision and automatic step; never changed afterwards."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.audit import Actor, Change, record
from core.errors import Conflict, UserError
from monitoring.events import case_changed
from monitoring.models import Case, CaseEntry, EntryKind


def locked_case(case: Case) -> Case:
    """The row, locked. Raises `Conflict` for one that is closed."""
    row = Case.objects.select_for_update().get(pk=case.pk)
    if not row.is_live:
        raise Conflict(_("这个案件已经结案。"), code="case.closed")
    return row


def write_entry(
    case: Case,
    text: str,
    params: dict[str, Any] | None = None,
    *,
    by: Actor,
    at: dt.datetime,
    why: str = "",
    url: str = "",
) -> CaseEntry:
    """Add a line; `text` is a msgid with named placeholders. Who has no key is the system: the line is automatic."""
    kind = EntryKind.DEED if by.pk is not None else EntryKind.AUTOMATIC
    case_changed.send_on_commit(case_id=case.pk)
    return CaseEntry.objects.create(
        case=case,
        at=at,
        kind=kind,
        actor_id=by.pk,
        actor_name=by.get_full_name() if by.pk is not None else "",
        text=text,
        params=params or {},
        why=why.strip()[:500],
        url=url,
    )


@transaction.atomic
def note_decision(*, case: Case, what: str, why: str, by: User, at: dt.datetime) -> CaseEntry:
    """A decision in somebody's own words, with its reason. Raises `UserError` without one of the two."""
    case = locked_case(case)
    if not what.strip():
        raise UserError(_("请写下决定了什么。"), field="what")
    if not why.strip():
        raise UserError(_("请写明为什么这样决定，复盘时要看。"), field="why")
    entry = CaseEntry.objects.create(
        case=case,
        at=at,
        kind=EntryKind.DECISION,
        actor_id=by.pk,
        actor_name=by.get_full_name(),
        text=what.strip()[:300],
        why=why.strip()[:500],
    )
    record("monitoring.case.decided", case, by=by, at=at, change=Change(after={"what": entry.text}, reason=entry.why))
    case_changed.send_on_commit(case_id=case.pk)
    return entry
