"""Presets for marked links, kept by the team in the browser."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from content.models import LinkPreset
from core import audit
from core.errors import UserError

FIELDS = ("name", "source", "medium", "campaign", "content", "is_active")


@transaction.atomic
def set_link_preset(*, preset: LinkPreset, by: User, at: dt.datetime) -> LinkPreset:
    """Store a new one or a changed one; its name is its own."""
    require(by, Can.REVIEW)
    if LinkPreset.objects.filter(name=preset.name).exclude(pk=preset.pk).exists():
        raise UserError(_("已有同名的链接参数。"), field="name")
    before = _told(LinkPreset.objects.select_for_update().filter(pk=preset.pk).first())
    preset.updated_at = at
    preset.save()
    change = audit.Change(before=before, after=_told(preset))
    audit.record("content.link_preset.set", preset, by=by, at=at, change=change)
    return preset


@transaction.atomic
def remove_link_preset(*, preset: LinkPreset, by: User, at: dt.datetime) -> None:
    """Take one away; links that were marked by it stay as they are."""
    require(by, Can.REVIEW)
    audit.record("content.link_preset.removed", preset, by=by, at=at, change=audit.Change(before=_told(preset)))
    preset.delete()


def _told(preset: LinkPreset | None) -> dict[str, object]:
    return {name: getattr(preset, name) for name in FIELDS} if preset else {}
