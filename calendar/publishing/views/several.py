"""Several slots changed by one click: what became of them in words, and the way back, kept as long as its button."""

import secrets
from collections.abc import Sequence

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from publishing.services import SlotChange
from publishing.views.answers import undo_over

UNDO_KEPT = 30
"""Seconds: longer than the button of the toast stands there."""


def told(count: int, refused: Sequence[str]) -> str:
    """How many were changed, and how many were not with the first reason."""
    sentence = ngettext("已处理 %(n)d 条。", "已处理 %(n)d 条。", count) % {"n": count}
    if refused:
        sentence += _("%(n)d 条没有处理：%(why)s") % {"n": len(refused), "why": refused[0]}
    return sentence


def keep_undo(user: User, changes: Sequence[SlotChange], url_name: str) -> str:
    """Where these changes can be undone by whoever made them; empty when there are none."""
    if not changes:
        return ""
    token = secrets.token_urlsafe(16)
    cache.set(_key(user, token), [change.as_json() for change in changes], timeout=UNDO_KEPT)
    return reverse(url_name, args=[token])


def take_undo(user: User, token: str) -> list[SlotChange]:
    """What `keep_undo` kept, once. Raises `Conflict` when that is too long ago or was undone already."""
    kept = cache.get(_key(user, token))
    if kept is None:
        raise undo_over()
    cache.delete(_key(user, token))
    return [SlotChange(**each) for each in kept]


def _key(user: User, token: str) -> str:
    return f"slots-undo:{user.pk}:{token[:40]}"
