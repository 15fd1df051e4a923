"""A source as people keep it: owner, rhythm, pause with its reason (M2)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.audit import Actor, Change, record
from core.errors import Conflict, UserError
from core.notices import settle
from monitoring.models import Source


@dataclass(frozen=True)
class SourceDraft:
    """What people may set. `rhythm_hours` is of crawler files: 0 for none, empty for as they came so far."""

    owner: User | None
    interval_minutes: int
    rhythm_hours: int | None = None


def change_source(*, source: Source, draft: SourceDraft, by: Actor, at: datetime) -> None:
    """Owner and rhythm."""
    before = {"interval": source.interval_minutes, "rhythm": source.rhythm_hours, "owner": str(source.owner or "")}
    after = {"interval": draft.interval_minutes, "rhythm": draft.rhythm_hours, "owner": str(draft.owner or "")}
    if before == after:
        return
    with transaction.atomic():
        Source.objects.filter(pk=source.pk).update(**vars(draft))
        record("monitoring.source.changed", source, by=by, at=at, change=Change(before=before, after=after))


def pause_source(*, source: Source, reason: str, by: Actor, at: datetime) -> None:
    """Nobody reads it until somebody lets it go on. Raises `UserError` without a reason, `Conflict` when paused."""
    reason = reason.strip()
    if not reason or len(reason) > 200:
        raise UserError(_("请写明停用原因，200 字以内。"), field="reason")
    with transaction.atomic():
        changes = {"is_active": False, "paused_at": at, "paused_reason": reason, "blind_since": None}
        if not Source.objects.filter(pk=source.pk, is_active=True).update(**changes):
            raise Conflict(_("这个来源已经停用。"), code="source.paused")
        settle(key_prefix=f"source:{source.pk}:", at=at)
        record("monitoring.source.paused", source, by=by, at=at, change=Change(after={"reason": reason}))


def resume_source(*, source: Source, by: Actor, at: datetime) -> None:
    """It is read on where it was left, as far as Weibo still has it. Raises `Conflict` when it is read."""
    with transaction.atomic():
        changes = {"is_active": True, "paused_at": None, "paused_reason": ""}
        if not Source.objects.filter(pk=source.pk, is_active=False).update(**changes):
            raise Conflict(_("这个来源正在读取。"), code="source.active")
        record("monitoring.source.resumed", source, by=by, at=at)
