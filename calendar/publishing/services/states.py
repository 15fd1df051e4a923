"""How a slot moves between its states."""

import datetime as dt

from django.utils.translation import gettext as _

from content.models import PostVersion
from core.errors import Conflict, existing
from publishing.models import TRANSITIONS, Slot, SlotState


def locked_slot(pk: int) -> Slot:
    """The row as it is now with post and account, locked until the transaction ends."""
    rows = Slot.objects.select_for_update(of=("self",)).select_related(
        "account", "post", "post__account", "post__category", "post__campaign", "post__version"
    )
    return existing(rows.filter(pk=pk).first(), _("没有找到这条排期。"))


def move_state(slot: Slot, to: str, *, at: dt.datetime, detail: str = "") -> None:
    """Change state and sentence of a locked row, unsaved. Raises `Conflict` when there is no such transition."""
    if to not in TRANSITIONS[slot.state]:
        sentence = _("这条排期现在是“%(state)s”，不能改为“%(to)s”。")
        values = {"state": slot.get_state_display(), "to": SlotState(to).label}
        raise Conflict(sentence % values, code="calendar.transition")
    slot.state, slot.state_detail, slot.updated_at = to, detail, at


def version_of(slot: Slot) -> PostVersion:
    """The version that is on its way; raises `Conflict` for a post without text, which no approval lets through."""
    if slot.post.version is None:
        raise Conflict(_("这条内容没有正文。"), code="calendar.no_version")
    return slot.post.version
