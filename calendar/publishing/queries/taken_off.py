"""K5: where a post stood before an edit took it off, so that one click puts it back once it is approved again."""

import datetime as dt

from content.models import Post, PostState
from core.models import AuditEntry
from publishing.models import Slot, SlotState


def former_slot(post: Post, *, at: dt.datetime) -> Slot | None:
    """The slot that an edit took off, when its time is still to come and nothing has been planned since."""
    if post.state not in {PostState.APPROVED, PostState.FAILED}:
        return None
    last = Slot.objects.filter(post=post).order_by("-pk").first()
    if last is None or last.state != SlotState.CANCELLED or last.planned_at <= at:
        return None
    entries = AuditEntry.objects.filter(object_type="calendar.slot", object_id=str(last.pk))
    newest = entries.order_by("-pk").values_list("code", flat=True).first()
    return last if newest == "calendar.slot.taken_off" else None


def former_slot_of(post_id: int | None, account_id: int, *, at: dt.datetime) -> Slot | None:
    """As `former_slot`, by key; None for a post of another account."""
    post = Post.objects.filter(pk=post_id, account_id=account_id).first() if post_id is not None else None
    return former_slot(post, at=at) if post is not None else None
