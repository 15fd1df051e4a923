"""What is known of the rights in a picture: set for one or many, taken back, and told before it ends (C12)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from content.models import BulkAction, BulkChange, Media
from content.queries.media import ending, planned_too_late
from content.services.bulk import KEPT, UNDO_FOR
from core import audit
from core.dates import local_day
from core.errors import Conflict, Forbidden, UserError, existing
from core.models import NoticeLevel
from core.notices import Message, notify, settle

FIELDS = ("source", "rights", "rights_until", "licence", "people", "consent", "consent_note")
AT_ONCE = 500
STEPS = (30, 7, 1, -1)
"""Days before the end at which the owner is told; the last: it is over."""


def set_media_rights(
    *, media_ids: list[int], values: Mapping[str, Any], by: User, at: dt.datetime
) -> BulkChange | None:
    """Set `values` (keys of `FIELDS`) on all of them; None when nothing differed. Raises `UserError` for too many."""
    require_somewhere(by, Can.WRITE)
    if not media_ids or len(media_ids) > AT_ONCE:
        raise UserError(_("请选中 1 到 %(n)d 个素材。") % {"n": AT_ONCE}, code="content.bulk_too_many")
    wanted = {name: values[name] for name in FIELDS if name in values}
    with transaction.atomic():
        return _set(dict.fromkeys(media_ids, wanted), by=by, at=at)


def undo_media_rights(*, change: BulkChange, by: User, at: dt.datetime) -> int:
    """Put back what a change replaced, where nobody changed it again. Answers how many. Raises `Conflict`."""
    require_somewhere(by, Can.WRITE)
    if change.by_id != by.pk:
        raise Forbidden(_("只有做这次修改的人可以撤销。"), code="content.undo_foreign")
    with transaction.atomic():
        row = existing(BulkChange.objects.select_for_update().filter(pk=change.pk).first(), _("没有找到这次修改。"))
        if row.undone_at is not None or at - row.at > UNDO_FOR:
            raise Conflict(_("这次修改已经撤销，或撤销的时限已过。"), code="content.undo_over")
        row.undone_at = at
        row.save(update_fields=["undone_at"])
        present = Media.objects.select_for_update().order_by("pk").in_bulk([int(pk) for pk in row.before])
        back = {pk: _untouched(media, row.before[str(pk)], row.after[str(pk)]) for pk, media in present.items()}
        again = _set({pk: values for pk, values in back.items() if values}, by=by, at=at)
    return len(again.before) if again else 0


def _untouched(media: Media, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The values to put back, as the model holds them."""
    same = {name: old for name, old in before.items() if _json(getattr(media, name)) == after[name]}
    if same.get("rights_until"):
        same["rights_until"] = dt.date.fromisoformat(same["rights_until"])
    return same


def _set(wanted: Mapping[int, Mapping[str, Any]], *, by: User, at: dt.datetime) -> BulkChange | None:
    """Lock, change and audit each by itself; reminders of an end that no longer holds are taken off."""
    before: dict[str, dict[str, Any]] = {}
    after: dict[str, dict[str, Any]] = {}
    changed = []
    for media in Media.objects.select_for_update().filter(pk__in=wanted).order_by("pk"):
        new = {name: value for name, value in wanted[media.pk].items() if getattr(media, name) != value}
        if not new:
            continue
        key = str(media.pk)
        before[key] = {name: _json(getattr(media, name)) for name in new}
        after[key] = {name: _json(value) for name, value in new.items()}
        for name, value in new.items():
            setattr(media, name, value)
        audit.record("content.media.rights_set", media, by=by, at=at, change=audit.Change(before[key], after[key]))
        if "rights_until" in new:
            settle(key_prefix=f"media-rights:{media.pk}:", at=at)
        changed.append(media)
    if not changed:
        return None
    Media.objects.bulk_update(changed, FIELDS)
    BulkChange.objects.filter(at__lt=at - KEPT).delete()
    return BulkChange.objects.create(by=by, at=at, action=BulkAction.RIGHTS, before=before, after=after)


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def remind_of_media_rights(*, now: dt.datetime) -> int:
    """Tell the owner 30, 7 and 1 days before a right ends and when it has; authors whose planned posts come later too.

    Safe to be called as often as one likes. Answers how many notices are new.
    """
    today, told = local_day(now), 0
    for media in ending(today=today, within=dt.timedelta(days=max(STEPS))):
        if media.rights_until is None:
            continue
        left = (media.rights_until - today).days
        step = min(step for step in STEPS if step >= left) if left >= 0 else min(STEPS)
        late = planned_too_late(media)
        people = {media.uploaded_by_id, *(post.author_id for post in late)} - {None}
        key = f"media-rights:{media.pk}:{media.rights_until}:{step}"
        told += notify(to=[pk for pk in people if pk], key=key, message=_message(media, left, len(late)), at=now)
    return told


def _message(media: Media, left: int, late: int) -> Message:
    day = media.rights_until.isoformat() if media.rights_until else ""
    params = {"name": str(media), "day": day, "n": late}
    url = reverse("content:media_about", args=[media.pk])
    if left < 0:
        text = gettext_noop("素材“%(name)s”的授权已在 %(day)s 到期，不能再用；还有 %(n)d 条排期用到它。")
        return Message(text, params, url, NoticeLevel.DANGER if late else NoticeLevel.WARNING, mail=late > 0)
    text = gettext_noop("素材“%(name)s”的授权 %(day)s 到期；之后还有 %(n)d 条排期用到它。")
    return Message(text, params, url, NoticeLevel.WARNING, mail=left <= max(STEPS[1], 1))
