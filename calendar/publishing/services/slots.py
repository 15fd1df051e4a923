"""Place, move, cancel, undo: what people do with the schedule (K2, K4, K5, K7)."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import require_actor
from accounts.roles import Can
from content import services as posts
from content.models import Post, PostState
from core import audit
from core.errors import Conflict, NotFound, UserError
from publishing.events import slot_changed
from publishing.models import LateRule, RelayStep, Slot, SlotState
from publishing.planner import Breach
from publishing.queries.relays import waiting_on, why_not_in_relay
from publishing.queries.rules import broken_rules, by_a_person, why_not_send
from publishing.services.locks import lock_schedule
from publishing.services.states import locked_slot, move_state

UNDO_SECONDS = 10
_NETWORK_SECONDS = 5
"""The toast counts ten seconds down; the click may take a moment to arrive."""

MOVABLE = {SlotState.PLANNED, SlotState.HELD, SlotState.MISSED, SlotState.FAILED}


class PolicyBroken(UserError):
    """Rules are broken; somebody may do it all the same with a reason (K2)."""

    status = 409

    def __init__(self, found: list[Breach]) -> None:
        self.breaches = found
        super().__init__(" ".join(breach.sentence for breach in found), code="calendar.needs_reason", field="reason")


@dataclass(frozen=True, slots=True)
class SlotChange:
    """What a change did to a slot, enough to undo it exactly while nobody else has touched it."""

    slot_id: int
    stamp: str  # Slot.updated_at after the change
    state: str
    scheduled_at: str
    reason: str
    state_detail: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@transaction.atomic
def place_slot(
    *,
    post: Post,
    scheduled_at: dt.datetime,
    by: audit.Actor,
    at: dt.datetime,
    reason: str = "",
    late_rule: str = LateRule.SEND,
    waits_for: Slot | None = None,
) -> Slot:
    """Put an approved post on the calendar. A11: a follower in a relay waits for `waits_for`, the first's slot.

    Raises `Conflict` when the approval does not hold or it stands there already, `PolicyBroken` when K2 or K4 is
    broken without a reason, `UserError` for the past or an account that cannot send.
    """
    require_actor(by, Can.SCHEDULE, post.account_id)
    lock_schedule(post.account_id)
    row = Post.objects.select_for_update(of=("self",)).select_related("account", "category", "version").get(pk=post.pk)
    _refuse_unready(row)
    _refuse_past(scheduled_at, at)
    _refuse_account(row)
    _refuse_in_relay(row, scheduled_at)
    _refuse_breach(row, scheduled_at, reason)
    slot = Slot.objects.create(
        account=row.account,
        post=row,
        scheduled_at=scheduled_at,
        late_rule=late_rule,
        late_minutes=row.category.late_minutes,
        reason=reason.strip(),
        waits_for=waits_for or waiting_on(row),
        created_by_id=by.pk,
        created_at=at,
        updated_at=at,
    )
    posts.mark_scheduled(post=row, at=at, due_at=scheduled_at)
    _tell(slot, "placed", by=by, at=at, before={})
    return slot


@transaction.atomic
def move_slot(
    *, slot: Slot, scheduled_at: dt.datetime, by: audit.Actor, at: dt.datetime, reason: str = ""
) -> tuple[Slot, SlotChange]:
    """Another time for it; a missed or failed one goes back on the schedule. Answers what `undo_change` needs.

    Raises `Conflict` when it is being sent or ended, `UserError` for the past, `PolicyBroken` as `place_slot`.
    """
    require_actor(by, Can.SCHEDULE, slot.account_id)
    lock_schedule(slot.account_id)
    row = locked_slot(slot.pk)
    _refuse_locked(row)
    _refuse_past(scheduled_at, at)
    if row.state in {SlotState.MISSED, SlotState.FAILED}:
        _refuse_account(row.post)
    _refuse_in_relay(row.post, scheduled_at)
    _refuse_breach(row.post, scheduled_at, reason, slot=row)
    before = _picture(row)
    row.scheduled_at, row.reason, row.check_after = scheduled_at, reason.strip() or row.reason, None
    row.handed_over_at, row.state_detail = None, row.state_detail if row.state == SlotState.HELD else ""
    if row.state in {SlotState.MISSED, SlotState.FAILED}:
        move_state(row, SlotState.PLANNED, at=at)
    row.updated_at = at
    row.save()
    posts.mark_scheduled(post=row.post, at=at, due_at=scheduled_at)
    _move_along(row, row.scheduled_at - dt.datetime.fromisoformat(before["scheduled_at"]), at=at)
    _tell(row, "moved", by=by, at=at, before=before)
    return row, _change(row, before)


@transaction.atomic
def cancel_slot(*, slot: Slot, by: audit.Actor, at: dt.datetime, reason: str = "") -> tuple[Slot, SlotChange]:
    """Take it off the calendar; the post stays approved. Answers what `undo_change` needs."""
    row = locked_slot(slot.pk)
    require_actor(by, Can.SCHEDULE, row.account_id)
    _refuse_locked(row)
    before = _picture(row)
    move_state(row, SlotState.CANCELLED, at=at, detail=reason.strip())
    row.save()
    posts.mark_unscheduled(post=row.post, at=at)
    _tell(row, "cancelled", by=by, at=at, before=before, reason=reason)
    return row, _change(row, before)


@transaction.atomic
def undo_change(*, change: SlotChange, by: audit.Actor, at: dt.datetime) -> Slot:
    """Put a slot back exactly as it was before a move or a cancellation.

    Raises `Conflict` when the time to undo is over or somebody has changed it since.
    """
    row = locked_slot(change.slot_id)
    require_actor(by, Can.SCHEDULE, row.account_id)
    since = (at - row.updated_at).total_seconds()
    if row.updated_at != dt.datetime.fromisoformat(change.stamp) or since > UNDO_SECONDS + _NETWORK_SECONDS:
        raise Conflict(_("撤销的时限已过，或有人又改动了它。"), code="calendar.undo_over")
    before = _picture(row)
    row.state, row.scheduled_at = change.state, dt.datetime.fromisoformat(change.scheduled_at)
    row.reason, row.state_detail, row.updated_at = change.reason, change.state_detail, at
    row.save()
    if row.state == SlotState.FAILED:
        posts.mark_failed(post=posts.mark_scheduled(post=row.post, at=at, due_at=row.scheduled_at), at=at)
    else:
        posts.mark_scheduled(post=row.post, at=at, due_at=row.scheduled_at)
    _move_along(row, row.scheduled_at - dt.datetime.fromisoformat(before["scheduled_at"]), at=at)
    _tell(row, "undone", by=by, at=at, before=before)
    return row


@transaction.atomic
def take_off_changed(*, post_id: int, at: dt.datetime) -> int:
    """K5: a scheduled post was edited, cancelled or sent back, so its approval is void: it leaves the schedule."""
    rows = Slot.objects.select_for_update(of=("self",)).select_related("post", "post__version", "account")
    gone = 0
    for row in rows.filter(post_id=post_id, state__in=MOVABLE - {SlotState.FAILED}):
        if row.post.approval_holds() and row.post.state == PostState.SCHEDULED:
            continue
        before = _picture(row)
        move_state(
            row, SlotState.CANCELLED, at=at, detail=gettext_noop("内容有改动，已退出排期；重新通过审核后再排期。")
        )
        row.save()
        posts.mark_unscheduled(post=row.post, at=at)
        _tell(row, "taken_off", by=audit.SYSTEM, at=at, before=before)
        gone += 1
    return gone


def _refuse_unready(post: Post) -> None:
    if not post.is_visible:
        raise NotFound(_("没有找到这条内容。"))
    if post.state not in {PostState.APPROVED, PostState.FAILED} or not post.approval_holds():
        sentence = _("这条内容现在是“%(state)s”，只有审核通过的内容才能排期。")
        raise Conflict(sentence % {"state": post.get_state_display()}, code="calendar.not_approved")
    ended = {SlotState.CANCELLED, SlotState.FAILED}
    if Slot.objects.filter(post=post).exclude(state__in=ended).exists():
        raise Conflict(_("这条内容已经在日历上。"), code="calendar.already_placed")


def _refuse_past(scheduled_at: dt.datetime, at: dt.datetime) -> None:
    if scheduled_at < at:
        raise UserError(_("不能排到已经过去的时间。"), code="calendar.past", field="scheduled_at")


def _refuse_account(post: Post) -> None:
    if sentence := why_not_send(post.account, by_hand=by_a_person(post)):
        raise UserError(sentence, code="calendar.account")


def _refuse_locked(slot: Slot) -> None:
    if slot.state not in MOVABLE:
        sentence = _("这条排期现在是“%(state)s”，不能再改动。")
        raise Conflict(sentence % {"state": slot.get_state_display()}, code="calendar.locked")


def _refuse_breach(post: Post, scheduled_at: dt.datetime, reason: str, slot: Slot | None = None) -> None:
    if not reason.strip() and (found := broken_rules(post, scheduled_at, without=slot)):
        raise PolicyBroken(found)


def _refuse_in_relay(post: Post, scheduled_at: dt.datetime) -> None:
    """A11: the accounts of one relay never publish at once, whoever moves what."""
    if sentence := why_not_in_relay(post, scheduled_at):
        raise UserError(sentence, code="calendar.relay", field="scheduled_at")


def _move_along(slot: Slot, by: dt.timedelta, *, at: dt.datetime) -> None:
    """A11: those that wait for a slot keep their distance to it; one that waits keeps its new distance."""
    if slot.waits_for is not None:
        minute = round((slot.scheduled_at - slot.waits_for.scheduled_at).total_seconds() / 60)
        RelayStep.objects.filter(post_id=slot.post_id).update(minute=max(minute, 0))
    for waiting in Slot.objects.select_related("post").filter(waits_for=slot, state__in=MOVABLE):
        Slot.objects.filter(pk=waiting.pk).update(scheduled_at=waiting.scheduled_at + by, updated_at=at)
        if waiting.state == SlotState.PLANNED:
            posts.mark_scheduled(post=waiting.post, at=at, due_at=waiting.scheduled_at + by)


def _picture(slot: Slot) -> dict[str, Any]:
    return {
        "state": slot.state,
        "scheduled_at": slot.scheduled_at.isoformat(),
        "reason": slot.reason,
        "state_detail": slot.state_detail,
    }


def _change(slot: Slot, before: dict[str, Any]) -> SlotChange:
    return SlotChange(slot_id=slot.pk, stamp=slot.updated_at.isoformat(), **before)


def _tell(slot: Slot, verb: str, *, by: audit.Actor, at: dt.datetime, before: dict[str, Any], reason: str = "") -> None:
    change = audit.Change(before, _picture(slot), reason or slot.reason, account_id=slot.account_id)
    audit.record(f"calendar.slot.{verb}", slot, by=by, at=at, change=change)
    slot_changed.send_on_commit(slot_id=slot.pk)
