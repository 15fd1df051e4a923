"""What somebody types is kept on the server without becoming a version: overwritten in place, with earlier steps."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from content.models import PostVersion, WorkingCopy
from content.queries.working import Place
from core.locks import wait_in_line

STEP_AFTER: Final = dt.timedelta(minutes=3)
STEPS_KEPT: Final = 12
CUT: Final = 20
"""So many characters gone at once are worth a step of their own."""
FORGOTTEN_AFTER: Final = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the form: its fields by name, the version it began with, and the page it comes from."""

    values: Mapping[str, Any]
    base_id: int | None = None
    page: str = ""
    blank: bool = field(default=False, kw_only=True)  # nothing worth keeping


@transaction.atomic
def keep_writing(*, place: Place, written: Written, by: User, at: dt.datetime) -> WorkingCopy | None:
    """Keep it; None when it is blank, and then nothing is kept any more. No audit: nobody but the writer sees it."""
    require(by, Can.WRITE, place.account.pk)
    wait_in_line(f"content.working.{by.pk}.{place.account.pk}")
    row = WorkingCopy.objects.select_for_update().filter(person=by, **place.fields()).first()
    if written.blank and (row is None or not row.steps):
        _drop(place, by)
        return None
    row = row or WorkingCopy(person=by, **place.fields())
    values = {**written.values, "page": written.page, "begun": row.values.get("begun", at.isoformat())}
    if row.pk and _is_worth_a_step(row, values, at):
        row.steps = [*row.steps, {"at": row.saved_at.isoformat(), "text": row.text}][-STEPS_KEPT:]
    base = PostVersion.objects.filter(pk=written.base_id or 0, post=place.post).first() if place.post else None
    row.values, row.base, row.saved_at = values, base, at
    row.save()
    return row


def _is_worth_a_step(row: WorkingCopy, values: Mapping[str, Any], at: dt.datetime) -> bool:
    """What stands there is put aside when it is some minutes old, when much was cut, or when another page goes on."""
    text = str(values.get("text", ""))
    if not row.text.strip() or row.text == text or (row.steps and row.steps[-1]["text"] == row.text):
        return False
    last = dt.datetime.fromisoformat(row.steps[-1]["at"] if row.steps else row.values.get("begun", at.isoformat()))
    other_page = row.values.get("page", "") != values.get("page", "")
    return other_page or len(row.text) - len(text) > CUT or at - last > STEP_AFTER


@transaction.atomic
def drop_writing(*, place: Place, by: User) -> None:
    """It was saved as a version, or given up."""
    require(by, Can.WRITE, place.account.pk)
    _drop(place, by)


def _drop(place: Place, by: User) -> None:
    WorkingCopy.objects.filter(person=by, **place.fields()).delete()


def forget_old_writing(*, at: dt.datetime) -> int:
    """Nobody goes on with what was left lying for two months. Answers how many were forgotten."""
    return WorkingCopy.objects.filter(saved_at__lt=at - FORGOTTEN_AFTER).delete()[0]
