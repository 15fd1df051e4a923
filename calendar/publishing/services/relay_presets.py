"""A11: ready-made ways in which accounts follow each other; data that the team edits."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from core import audit
from core.errors import UserError
from publishing.models import RelayPreset


@transaction.atomic
def set_relay_preset(
    *,
    preset: RelayPreset | None,
    name: str,
    min_gap_minutes: int,
    waves: list[dict[str, Any]],
    by: User,
    at: dt.datetime,
) -> RelayPreset:
    """Store a preset. Raises `UserError` without a wave, or when the name is taken."""
    require(by, Can.SCHEDULE)
    if not waves:
        raise UserError(_("至少要写一批：填上首发后多少分钟。"), field="name")
    taken = RelayPreset.objects.filter(name=name.strip())
    if (taken.exclude(pk=preset.pk) if preset else taken).exists():
        raise UserError(_("已经有同名的预设。"), field="name")
    row = preset or RelayPreset()
    before = {"name": row.name, "waves": row.waves, "min_gap_minutes": row.min_gap_minutes} if preset else {}
    row.name, row.min_gap_minutes, row.waves = name.strip(), min_gap_minutes, waves
    row.save()
    after = {"name": row.name, "waves": row.waves, "min_gap_minutes": row.min_gap_minutes}
    audit.record("calendar.relay_preset.set", row, by=by, at=at, change=audit.Change(before, after))
    return row


@transaction.atomic
def remove_relay_preset(*, preset: RelayPreset, by: User, at: dt.datetime) -> None:
    """It is no longer offered; relays made with it stay as they are."""
    require(by, Can.SCHEDULE)
    before = {"name": preset.name, "waves": preset.waves, "min_gap_minutes": preset.min_gap_minutes}
    audit.record("calendar.relay_preset.removed", preset, by=by, at=at, change=audit.Change(before=before))
    preset.delete()
