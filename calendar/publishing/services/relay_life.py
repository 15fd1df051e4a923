"""A11: a relay from its arrangement to its end. Times count from the real publication of the first."""

import datetime as dt
from collections.abc import Sequence
from math import ceil

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from content import services as posts
from content.models import PostState
from core import audit
from core.errors import Conflict
from core.models import AuditEntry, NoticeLevel
from core.notices import Message, notify, settle
from publishing.models import Attempt, Relay, RelayState, Slot, SlotState
from publishing.planner import Breach
from publishing.planner.stagger import recount
from publishing.queries.relays import GONE, OPEN, StepLife, first_publication, people_of, steps_of
from publishing.queries.rules import broken_rules
from publishing.services.changes import SlotChange
from publishing.services.locks import lock_schedule
from publishing.services.placing import PolicyBroken, place_slot
from publishing.services.relays import locked_relay, move_relay
from publishing.services.slots import MOVABLE, UNDO_WITHIN, cancel_slot, undo_change
from publishing.services.states import locked_slot, move_state

log = structlog.get_logger(__name__)
FIRST_FAILED: dict[str, str] = {
    SlotState.FAILED: gettext_noop("首发没有发出，后面的都在等。请处理首发；发出后会接着走。"),
    SlotState.MISSED: gettext_noop("首发错过了时间，后面的都在等。请给首发改时间。"),
    SlotState.CANCELLED: gettext_noop("首发已取消排期，后面的都在等。请重新安排首发，或取消联动。"),
    SlotState.HELD: gettext_noop("首发被暂停，后面的都在等。"),
}
TARGET_GONE = gettext_noop("首发微博已删除或不能转发，剩下的转发已暂停。")
NOTICE_FIRST = gettext_noop("联动“%(title)s”的首发“%(account)s”没有发出，后面的账号都在等，请处理。")
NOTICE_GONE = gettext_noop("联动“%(title)s”的首发微博已删除或不能转发，剩下的转发已暂停。")
NOTICE_STEP = gettext_noop("联动“%(title)s”里“%(account)s”没有发出，请处理；其他账号不受影响。")


@transaction.atomic
def launch_relay(*, relay: Relay, starts_at: dt.datetime, by: User, at: dt.datetime, reason: str = "") -> Relay:
    """Put the first on the calendar, and the others behind it, waiting for its publication.

    Raises `Conflict` while a text is not approved, `PolicyBroken` when K2 or K4 of any account is broken without a
    reason, `Forbidden` without the right to schedule every account.
    """
    lives = steps_of(relay)
    for life in sorted(lives, key=lambda one: one.step.account_id):
        require(by, Can.SCHEDULE, life.step.account_id)
        lock_schedule(life.step.account_id)
    row = locked_relay(relay.pk)
    if row.state != RelayState.DRAFT:
        raise Conflict(_("联动已经安排。"), code="relay.arranged")
    _refuse_unapproved(lives)
    times = {life.step.pk: starts_at + dt.timedelta(minutes=life.step.minute) for life in lives}
    _refuse_breaches(lives, times, reason)
    row.starts_at = starts_at
    move_relay(row, RelayState.ARMED, at=at)
    first: Slot | None = None
    for life in lives:
        slot = place_slot(
            post=life.step.post, scheduled_at=times[life.step.pk], by=by, at=at, reason=reason, waits_for=first
        )
        first = first or slot
    after = {"starts_at": starts_at.isoformat(), "slots": len(lives)}
    audit.record("calendar.relay.launched", row, by=by, at=at, change=audit.Change(after=after, reason=reason))
    return row


def _refuse_unapproved(lives: Sequence[StepLife]) -> None:
    waiting = [life.step.account.nickname for life in lives if life.step.post.state != PostState.APPROVED]
    if waiting:
        sentence = _("还有 %(n)d 条没有通过审核：%(names)s。全部通过后才能安排。")
        raise Conflict(sentence % {"n": len(waiting), "names": _("、").join(waiting)}, code="relay.not_approved")


def _refuse_breaches(lives: Sequence[StepLife], times: dict[int, dt.datetime], reason: str) -> None:
    """All that is broken, of every account, in one answer."""
    if reason.strip():
        return
    found: list[Breach] = []
    for life in lives:
        for breach in broken_rules(life.step.post, times[life.step.pk]):
            named = {"name": life.step.account.nickname, "sentence": breach.sentence}
            found.append(Breach(breach.rule, _("%(name)s：%(sentence)s") % named))
    if found:
        raise PolicyBroken(found)


def advance_relays(*, now: dt.datetime) -> dict[str, int]:
    """Let every open relay go on: count from a first that is out, hold one whose first failed, end what has ended."""
    tally: dict[str, int] = {}
    for pk in list(Relay.objects.filter(state__in=OPEN).values_list("pk", flat=True)):
        try:
            done = _advance(pk, now)
        except Exception:  # one broken relay must not keep the others waiting
            log.exception("relay_stumbled", relay_id=pk)
            continue
        if done:
            tally[done] = tally.get(done, 0) + 1
    return tally


@transaction.atomic
def _advance(pk: int, now: dt.datetime) -> str:
    relay = Relay.objects.select_for_update(skip_locked=True).filter(pk=pk, state__in=OPEN).first()
    if relay is None:
        return ""
    lives = steps_of(relay)
    if relay.started_at is None:
        return _await_first(relay, lives, now)
    if _target_is_gone(lives) and relay.state == RelayState.RUNNING:
        _hold_rest(relay, lives, now)
        return "held"
    _tell_troubles(relay, lives, now)
    if all(life.ended for life in lives) and relay.state != RelayState.DONE:
        move_relay(relay, RelayState.DONE, at=now)
        settle(key_prefix=f"relay:{relay.pk}:", at=now)
        audit.record("calendar.relay.ended", relay, by=audit.SYSTEM, at=now)
        return "done"
    return ""


def _await_first(relay: Relay, lives: list[StepLife], now: dt.datetime) -> str:
    first = lives[0]
    if first.publication is not None:
        _count_from(relay, lives, first.publication.published_at, now)
        return "started"
    state = first.slot.state if first.slot else SlotState.CANCELLED
    if state in FIRST_FAILED:
        if relay.state == RelayState.HELD and relay.state_detail == FIRST_FAILED[state]:
            return ""
        move_relay(relay, RelayState.HELD, at=now, detail=FIRST_FAILED[state])
        _tell(relay, NOTICE_FIRST, f"first:{state}", lives, now)
        audit.record("calendar.relay.held", relay, by=audit.SYSTEM, at=now, change=audit.Change(after={"first": state}))
        return "held"
    if relay.state == RelayState.HELD:
        move_relay(relay, RelayState.ARMED, at=now)
        settle(key_prefix=f"relay:{relay.pk}:first", at=now)
    return ""


def _count_from(relay: Relay, lives: list[StepLife], start: dt.datetime, now: dt.datetime) -> None:
    """The first stands on Weibo: the others get their real times. What would lie in the past is moved behind now."""
    waiting = [life for life in lives[1:] if life.slot is not None and life.slot.waits_for_id is not None]
    minutes = {life.slot.pk: life.step.minute for life in waiting if life.slot}
    for slot_id, at in recount(minutes, start, now=now, least=relay.min_gap_minutes).items():
        slot = locked_slot(slot_id)
        slot.waits_for, slot.updated_at = None, now
        if slot.state in MOVABLE:
            slot.scheduled_at = at
            if slot.state == SlotState.PLANNED:
                posts.mark_scheduled(post=slot.post, at=now, due_at=at)
        slot.save(update_fields=["waits_for", "scheduled_at", "updated_at"])
    relay.started_at = start
    move_relay(relay, RelayState.RUNNING, at=now)
    settle(key_prefix=f"relay:{relay.pk}:first", at=now)
    after = {"started_at": start.isoformat(), "waiting": len(minutes)}
    audit.record("calendar.relay.started", relay, by=audit.SYSTEM, at=now, change=audit.Change(after=after))


def _target_is_gone(lives: Sequence[StepLife]) -> bool:
    if lives[0].publication is not None and lives[0].publication.deleted_at is not None:
        return any(not life.ended for life in lives[1:])
    failed = [life.slot.pk for life in lives if life.slot is not None and life.slot.state == SlotState.FAILED]
    return bool(failed) and Attempt.objects.filter(slot_id__in=failed, error_code__in=GONE).exists()


def _hold_rest(relay: Relay, lives: list[StepLife], now: dt.datetime) -> None:
    for life in lives[1:]:
        if life.step.post.is_repost and life.slot is not None and life.slot.state == SlotState.PLANNED:
            slot = locked_slot(life.slot.pk)
            if slot.state == SlotState.PLANNED:
                move_state(slot, SlotState.HELD, at=now, detail=TARGET_GONE)
                slot.save()
    move_relay(relay, RelayState.HELD, at=now, detail=TARGET_GONE)
    _tell(relay, NOTICE_GONE, "gone", lives, now)
    audit.record("calendar.relay.held", relay, by=audit.SYSTEM, at=now, change=audit.Change(after={"first": "gone"}))


def _tell_troubles(relay: Relay, lives: Sequence[StepLife], now: dt.datetime) -> None:
    for life in lives[1:]:
        if life.in_trouble and life.slot is not None:
            _tell(relay, NOTICE_STEP, f"step-{life.slot.pk}-{life.slot.generation}", [life], now)


def _tell(relay: Relay, text: str, what: str, lives: Sequence[StepLife], now: dt.datetime) -> None:
    params = {"title": relay.title, "account": lives[0].step.account.nickname}
    url = reverse("calendar:relay", args=[relay.pk])
    message = Message(text, params, url, level=NoticeLevel.WARNING, mail=True)
    people = people_of(relay, [life.step.account for life in lives])
    notify(to=people, key=f"relay:{relay.pk}:{what}", message=message, at=now)


@transaction.atomic
def resume_relay(*, relay: Relay, by: User, at: dt.datetime) -> int:
    """A person has looked: what was held with the relay goes on. Returns how many; they keep their distance."""
    lives = steps_of(relay)
    for life in lives:
        require(by, Can.SCHEDULE, life.step.account_id)
    row = locked_relay(relay.pk)
    stands = first_publication(row)
    if row.state != RelayState.HELD or stands is None or stands.deleted_at is not None:
        raise Conflict(_("首发不在微博上，联动不能继续。"), code="relay.no_first")
    held = [slot for life in lives if (slot := life.slot) and slot.state == SlotState.HELD and slot.held_by_id is None]
    minutes = {slot.pk: max(0, ceil((slot.scheduled_at - at).total_seconds() / 60)) for slot in held}
    for slot_id, when in recount(minutes, at, now=at, least=row.min_gap_minutes).items():
        slot = locked_slot(slot_id)
        move_state(slot, SlotState.PLANNED, at=at)
        slot.scheduled_at = when
        slot.save()
        posts.mark_scheduled(post=slot.post, at=at, due_at=slot.scheduled_at)
    move_relay(row, RelayState.RUNNING, at=at)
    settle(key_prefix=f"relay:{row.pk}:", at=at)
    audit.record("calendar.relay.resumed", row, by=by, at=at, change=audit.Change(after={"slots": len(held)}))
    return len(held)


@transaction.atomic
def cancel_relay(*, relay: Relay, by: User, at: dt.datetime, reason: str = "") -> int:
    """Take off everything that is not out yet; what stands on Weibo stays, texts stay approved. Answers how many.

    `undo_cancel` puts it back for a few seconds. Raises `Conflict` while one of them is being sent.
    """
    lives = steps_of(relay)
    for life in lives:
        require(by, Can.SCHEDULE if relay.state != RelayState.DRAFT else Can.WRITE, life.step.account_id)
    row = locked_relay(relay.pk)
    before = row.state
    move_relay(row, RelayState.CANCELLED, at=at)
    slots = [life.slot for life in lives if life.slot is not None]
    if any(slot.state in {SlotState.SENDING, SlotState.UNKNOWN} for slot in slots):
        raise Conflict(_("有一条正在发送或待核实，请等它有结果再取消。"), code="relay.under_way")
    gone = [slot for slot in slots if slot.state in MOVABLE]
    for slot in gone:
        cancel_slot(slot=slot, by=by, at=at, reason=reason)
    settle(key_prefix=f"relay:{row.pk}:", at=at)
    change = audit.Change({"state": before}, {"slots": len(gone)}, reason)
    audit.record("calendar.relay.cancelled", row, by=by, at=at, change=change)
    return len(gone)


@transaction.atomic
def undo_cancel(*, relay: Relay, state: str, by: User, at: dt.datetime) -> int:
    """Put a cancelled relay back to `state` with the slots that went with it, within the time of the undo button.

    Raises `Conflict` later, or when somebody has changed it since. Answers how many slots.
    """
    row = locked_relay(relay.pk)
    if row.state != RelayState.CANCELLED or at - row.updated_at > UNDO_WITHIN:
        raise Conflict(_("撤销的时限已过，或有人又改动了它。"), code="calendar.undo_over")
    for life in steps_of(row):
        require(by, Can.WRITE if state == RelayState.DRAFT else Can.SCHEDULE, life.step.account_id)
    changes = _changes_with(row)
    for change in changes:
        undo_change(change=change, by=by, at=at)
    move_relay(row, state, at=at)
    audit.record("calendar.relay.undone", row, by=by, at=at, change=audit.Change(after={"slots": len(changes)}))
    return len(changes)


def _changes_with(relay: Relay) -> list[SlotChange]:
    """What its cancellation did to its slots, as the audit log wrote it down in the same instant."""
    slots = Slot.objects.filter(post__relay_step__relay=relay, state=SlotState.CANCELLED, updated_at=relay.updated_at)
    stamps = {str(slot.pk): slot.updated_at.isoformat() for slot in slots.order_by("scheduled_at")}
    written = AuditEntry.objects.filter(
        code="calendar.slot.cancelled", object_type="calendar.slot", object_id__in=stamps, at=relay.updated_at
    )
    before = {entry.object_id: entry.before for entry in written}
    return [SlotChange(int(pk), stamp, **before[pk]) for pk, stamp in stamps.items() if pk in before]
