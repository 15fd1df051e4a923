"""K5: an edit voids the approval and takes a post off the schedule; people are told, and offered its place again."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from content import services as posts
from content.models import Post, PostState
from core import audit
from core.dates import BEIJING
from core.models import NoticeLevel
from core.notices import Message, notify, settle
from publishing.models import Slot, SlotState
from publishing.queries.taken_off import former_slot
from publishing.services.changes import picture, tell
from publishing.services.slots import MOVABLE
from publishing.services.states import move_state

KEY = "taken-off:"
DETAIL = gettext_noop("内容有改动，已退出排期；重新通过审核后再排期。")
GONE = gettext_noop("“%(account)s”的一条内容有改动，已退出 %(time)s 的排期。重新通过审核后可以一键放回。")
BACK = gettext_noop("“%(account)s”的一条内容又通过了审核，可以放回原来的 %(time)s。")


@transaction.atomic
def take_off_changed(*, post_id: int, at: dt.datetime) -> int:
    """A scheduled post was edited, cancelled or sent back, so its approval is void: it leaves the schedule, and who
    planned it and who is in charge of the account are told."""
    rows = Slot.objects.select_for_update(of=("self",)).select_related("post", "post__version", "account")
    gone = 0
    for row in rows.filter(post_id=post_id, state__in=MOVABLE - {SlotState.FAILED}):
        if row.post.approval_holds() and row.post.state == PostState.SCHEDULED:
            continue
        before = picture(row)
        move_state(row, SlotState.CANCELLED, at=at, detail=DETAIL)
        row.save()
        posts.mark_unscheduled(post=row.post, at=at)
        tell(row, "taken_off", by=audit.SYSTEM, at=at, before=before)
        _notify(row, GONE, "gone", reverse("content:post", args=[row.post_id]), at)
        gone += 1
    return gone


def offer_back(*, post_id: int, at: dt.datetime) -> bool:
    """It was approved again: whoever was told that it is gone learns that its place can be had back."""
    settle(key_prefix=f"{KEY}gone:{post_id}:", at=at)
    post = Post.objects.filter(pk=post_id).first()
    slot = former_slot(post, at=at) if post else None
    if slot is None:
        return False
    _notify(slot, BACK, "back", reverse("calendar:schedule", args=[post_id]), at)
    return True


def _notify(slot: Slot, text: str, what: str, url: str, at: dt.datetime) -> None:
    time = f"{slot.planned_at.astimezone(BEIJING):%m-%d %H:%M}"
    params = {"account": slot.account.nickname, "time": time}
    people = [pk for pk in {slot.created_by_id, slot.account.owner_id} if pk is not None]
    message = Message(text, params, url, level=NoticeLevel.WARNING)
    notify(to=people, key=f"{KEY}{what}:{slot.post_id}:{slot.pk}", message=message, at=at)
