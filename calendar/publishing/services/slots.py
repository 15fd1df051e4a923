"""Move, cancel, undo: what people do with what stands on the schedule (K2, K4, K5, K6, K7)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require_actor
from accounts.roles import Can
from content import services as posts
from content.models import Post
from core import audit
from core.errors import Conflict
from publishing.models import RelayStep, Slot, SlotState
from publishing.queries.rules import broken_rules
from publishing.queries.stage import read_stage
from publishing.services.changes import SlotChange, change_of, picture, tell
from publishing.services.locks import lock_schedule
from publishing.services.placing import (
    Manner,
    PolicyBroken,
    refuse_account,
    refuse_in_relay,
    refuse_outside_window,
    refuse_past,
)
from publishing.services.states import locked_slot, move_state

UNDO_WITHIN = dt.timedelta(seconds=15)
"""The toast counts ten seconds down; the click may take a moment to arrive."""

MOVABLE = {SlotState.PLANNED, SlotState.HELD, SlotState.MISSED, SlotState.FAILED}


@transaction.atomic
def move_slot(
    *,
    slot: Slot,
    scheduled_at: dt.datetime,
    by: audit.Actor,
    at: dt.datetime,
    reason: str = "",
    exact: bool | None = None,
) -> tuple[Slot, SlotChange]:
    """Another minute for it; a missed or failed one goes back on the schedule. Answers what `undo_change` needs.

    K6: its seconds are drawn again, unless `exact`; None leaves it as it was, to the minute or not.
    Raises `Conflict` when it is being sent or ended, `UserError` for the past, `PolicyBroken` as `place_slot`.
    """
    require_actor(by, Can.SCHEDULE, slot.account_id)
    lock_schedule(slot.account_id)
    row = locked_slot(slot.pk)
    refuse_locked(row)
    refuse_past(scheduled_at, at)
    refuse_outside_window(row.post, scheduled_at)
    if row.state in {SlotState.MISSED, SlotState.FAILED}:
        refuse_account(row.post)
    refuse_in_relay(row.post, scheduled_at)
    _refuse_breach(row.post, scheduled_at, reason, slot=row)
    before, old = picture(row), row.scheduled_at
    row.spread_seconds = _spread(row, scheduled_at, row.spread_seconds == 0 if exact is None else exact)
    row.scheduled_at = scheduled_at + dt.timedelta(seconds=row.spread_seconds)
    row.reason, row.check_after = reason.strip() or row.reason, None
    row.handed_over_at, row.state_detail = None, row.state_detail if row.state == SlotState.HELD else ""
    if row.state in {SlotState.MISSED, SlotState.FAILED}:
        move_state(row, SlotState.PLANNED, at=at)
    row.updated_at = at
    row.save()
    posts.mark_scheduled(post=row.post, at=at, due_at=row.scheduled_at)
    _move_along(row, row.scheduled_at - old, at=at)
    tell(row, "moved", by=by, at=at, before=before)
    return row, change_of(row, before)


@transaction.atomic
def set_lateness(*, slot: Slot, manner: Manner, by: audit.Actor, at: dt.datetime) -> tuple[Slot, SlotChange]:
    """What to do when its time has passed; without a rule in `manner` that of its post's category.

    Raises `Conflict` when it is being sent or ended.
    """
    row = locked_slot(slot.pk)
    require_actor(by, Can.SCHEDULE, row.account_id)
    refuse_locked(row)
    before = picture(row)
    row.late_rule, row.late_minutes = manner.lateness(row.post)
    row.updated_at = at
    row.save(update_fields=["late_rule", "late_minutes", "updated_at"])
    tell(row, "lateness_set", by=by, at=at, before=before)
    return row, change_of(row, before)


@transaction.atomic
def set_exact(*, slot: Slot, by: audit.Actor, at: dt.datetime) -> tuple[Slot, SlotChange]:
    """K6: this one goes out to the minute, whatever its account spreads. Raises `Conflict` once its minute has come."""
    lock_schedule(slot.account_id)
    row = locked_slot(slot.pk)
    if row.planned_at < at:
        raise Conflict(_("计划的时间已到，马上就会发出。"), code="calendar.too_late")
    return move_slot(slot=row, scheduled_at=row.planned_at, by=by, at=at, reason=row.reason, exact=True)


@transaction.atomic
def cancel_slot(*, slot: Slot, by: audit.Actor, at: dt.datetime, reason: str = "") -> tuple[Slot, SlotChange]:
    """Take it off the calendar; the post stays approved. Answers what `undo_change` needs."""
    row = locked_slot(slot.pk)
    require_actor(by, Can.SCHEDULE, row.account_id)
    refuse_locked(row)
    before = picture(row)
    move_state(row, SlotState.CANCELLED, at=at, detail=reason.strip())
    row.save()
    posts.mark_unscheduled(post=row.post, at=at)
    tell(row, "cancelled", by=by, at=at, before=before, reason=reason)
    return row, change_of(row, before)


@transaction.atomic
def undo_change(*, change: SlotChange, by: audit.Actor, at: dt.datetime) -> Slot:
    """Put a slot back exactly as it was before a move or a cancellation.

    Raises `Conflict` when the time to undo is over or somebody has changed it since.
    """
    row = locked_slot(change.slot_id)
    require_actor(by, Can.SCHEDULE, row.account_id)
    if row.updated_at != dt.datetime.fromisoformat(change.stamp) or at - row.updated_at > UNDO_WITHIN:
        raise Conflict(_("撤销的时限已过，或有人又改动了它。"), code="calendar.undo_over")
    before = picture(row)
    change.put_back(row)
    row.updated_at = at
    row.save()
    if row.state == SlotState.FAILED:
        posts.mark_failed(post=posts.mark_scheduled(post=row.post, at=at, due_at=row.scheduled_at), at=at)
    else:
        posts.mark_scheduled(post=row.post, at=at, due_at=row.scheduled_at)
    _move_along(row, row.scheduled_at - dt.datetime.fromisoformat(before["scheduled_at"]), at=at)
    tell(row, "undone", by=by, at=at, before=before)
    return row


def refuse_locked(slot: Slot) -> None:
    """Only what waits or failed may be changed. Raises `Conflict`."""
    if slot.state not in MOVABLE:
        sentence = _("这条排期现在是“%(state)s”，不能再改动。")
        raise Conflict(sentence % {"state": slot.get_state_display()}, code="calendar.locked")


def _refuse_breach(post: Post, scheduled_at: dt.datetime, reason: str, slot: Slot | None = None) -> None:
    if not reason.strip() and (found := broken_rules(post, scheduled_at, without=slot)):
        raise PolicyBroken(found)


def _spread(row: Slot, planned: dt.datetime, exact: bool) -> int:
    spread = 0 if exact else read_stage([row.post], [planned], without=row.pk).spread_for(row.post, planned)
    return spread if row.post.approved_for(planned + dt.timedelta(seconds=spread)) else 0


def _move_along(slot: Slot, by: dt.timedelta, *, at: dt.datetime) -> None:
    """A11: those that wait for a slot keep their distance to it; one that waits keeps its new distance."""
    if slot.waits_for is not None:
        minute = round((slot.scheduled_at - slot.waits_for.scheduled_at).total_seconds() / 60)
        RelayStep.objects.filter(post_id=slot.post_id).update(minute=max(minute, 0))
    for waiting in Slot.objects.select_related("post").filter(waits_for=slot, state__in=MOVABLE):
        Slot.objects.filter(pk=waiting.pk).update(scheduled_at=waiting.scheduled_at + by, updated_at=at)
        if waiting.state == SlotState.PLANNED:
            posts.mark_scheduled(post=waiting.post, at=at, due_at=waiting.scheduled_at + by)
