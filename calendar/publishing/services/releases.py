"""Held slots go back: one decision, and after a crisis a proposal that a second person decides."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import people_who_may, require, rights_of
from accounts.models import User
from accounts.roles import Can
from content import services as posts
from core import audit
from core.errors import Conflict, UserError
from core.models import NoticeLevel
from core.notices import Message, notify, settle
from publishing.events import slot_changed
from publishing.models import Freeze, Release, ReleasedSlot, ReleaseKind, ReleaseState, Slot, SlotState
from publishing.queries.freezes import frozen_now
from publishing.queries.releases import freeze_url
from publishing.services.locks import lock_schedules, share_freezes
from publishing.services.slots import UNDO_WITHIN, cancel_slot, move_slot

PAST = gettext_noop("放回时原定时间已过，请选择新的时间。")


@dataclass(frozen=True, slots=True)
class ReleaseWish:
    """What should become of held slots."""

    slot_ids: tuple[int, ...]
    kind: str = ReleaseKind.BACK
    scheduled_at: dt.datetime | None = None
    reason: str = ""


@dataclass(slots=True)
class Released:
    """What became of a wish, in numbers. `asked` wait for a second person."""

    planned: int = 0
    missed: int = 0
    cancelled: int = 0
    asked: int = 0
    releases: list[Release] = field(default_factory=list)


@transaction.atomic
def release_held(*, wish: ReleaseWish, by: User, at: dt.datetime) -> Released:
    """Decide about held slots; those of a crisis become a proposal for a second person instead.

    Raises `Forbidden`, `Conflict` while a freeze still covers one of them, `UserError` for a crisis without reason or
    a time that is missing, past or breaks a rule.
    """
    share_freezes()
    account_ids = set(Slot.objects.filter(pk__in=wish.slot_ids).values_list("account_id", flat=True))
    for account_id in account_ids:
        require(by, Can.SCHEDULE, account_id)
    lock_schedules(account_ids)
    slots = _locked(wish.slot_ids)
    _refuse_wish(wish, slots)
    if wish.kind != ReleaseKind.CANCEL:
        _refuse_frozen(slots, wish, at)
    done = Released()
    for freeze in {slot.held_by for slot in slots}:
        mine = [slot for slot in slots if slot.held_by == freeze]
        if freeze is not None and freeze.is_crisis and wish.kind != ReleaseKind.CANCEL:
            _ask(freeze, mine, wish, done, by=by, at=at)
        else:
            row = _new(freeze, wish, by=by, at=at, state=ReleaseState.DONE)
            _carry_out(row, mine, done, by=by, at=at)
    return done


@transaction.atomic
def release_slots(*, slot_ids: Iterable[int], by: User, at: dt.datetime) -> tuple[int, int]:
    """Put held slots back at their old time: (planned again, missed because their time has passed)."""
    done = release_held(wish=ReleaseWish(tuple(slot_ids)), by=by, at=at)
    return done.planned, done.missed


@transaction.atomic
def decide_release(*, release: Release, accept: bool, by: User, at: dt.datetime, answer: str = "") -> Released:
    """The second person's word about a proposal: never the one who made it.

    Raises `Conflict` when it is decided already, when it is one's own, or while a freeze still covers a slot.
    """
    share_freezes()
    row = _open(release)
    lock_schedules(row.slots.values_list("slot__account_id", flat=True))
    slots = _locked(row.slots.values_list("slot_id", flat=True), held_by=row.freeze)
    for account_id in {slot.account_id for slot in slots}:
        require(by, Can.FREEZE, account_id)
    if row.asked_by_id == by.pk:
        raise Conflict(_("放回危机冻结的排期要由另一个人决定。"), code="calendar.second_person")
    if row.freeze is not None and row.freeze.bars(by.pk):
        raise Conflict(_("冻结是您发起的，放回要由另一个人决定。"), code="calendar.second_person")
    if not accept and not answer.strip():
        raise UserError(_("请写明不同意的理由。"), field="answer")
    done = Released()
    row.state = ReleaseState.DONE if accept else ReleaseState.REFUSED
    row.decided_by, row.decided_at, row.answer = by, at, answer.strip()
    row.save()
    if accept:
        _refuse_frozen(slots, ReleaseWish((), row.kind, row.scheduled_at), at)
        _carry_out(row, slots, done, by=by, at=at)
    _tell(row, "accepted" if accept else "refused", by=by, at=at, slots=len(slots))
    settle(key_prefix=_key(row), at=at)
    return done


@transaction.atomic
def withdraw_release(*, release: Release, by: User, at: dt.datetime) -> Release:
    """Take one's own proposal back; everything stays held."""
    row = _open(release)
    if row.asked_by_id != by.pk and not rights_of(by).may(Can.FREEZE):
        raise Conflict(_("只有提出的人可以撤回。"), code="calendar.not_yours")
    row.state, row.decided_by, row.decided_at = ReleaseState.WITHDRAWN, by, at
    row.save()
    _tell(row, "withdrawn", by=by, at=at, slots=row.slots.count())
    settle(key_prefix=_key(row), at=at)
    return row


@transaction.atomic
def undo_release(*, release: Release, by: User, at: dt.datetime) -> int:
    """Hold again what nobody has touched since; answers how many. A crisis' proposal waits for its decision again.

    Raises `Conflict` when the time to undo is over or nothing can be held again.
    """
    row = Release.objects.select_for_update(of=("self",)).select_related("freeze").get(pk=release.pk)
    over = row.state != ReleaseState.DONE or row.decided_at is None or at - row.decided_at > UNDO_WITHIN
    if over or row.decided_by_id != by.pk:
        raise Conflict(_("撤销的时限已过，或有人又改动了它。"), code="calendar.undo_over")
    done = row.slots.exclude(outcome="").select_related("slot")
    back = [item for item in done if _hold_again(item, row, by=by, at=at)]
    if not back:
        raise Conflict(_("撤销的时限已过，或有人又改动了它。"), code="calendar.undo_over")
    row.state = ReleaseState.ASKED if row.asked_by_id != row.decided_by_id else ReleaseState.UNDONE
    if row.state == ReleaseState.ASKED:
        row.decided_by, row.decided_at = None, None
        _call_second(row, at=at)
    row.save()
    _tell(row, "undone", by=by, at=at, slots=len(back))
    return len(back)


def _locked(ids: Iterable[int], held_by: Freeze | None = None) -> list[Slot]:
    rows = Slot.objects.select_for_update(of=("self",)).filter(pk__in=list(ids), state=SlotState.HELD)
    if held_by is not None:
        rows = rows.filter(held_by=held_by)
    return list(rows.select_related("account", "post", "post__version", "held_by").order_by("pk"))


def _open(release: Release) -> Release:
    row = Release.objects.select_for_update(of=("self",)).select_related("freeze", "asked_by").get(pk=release.pk)
    if row.state != ReleaseState.ASKED:
        raise Conflict(_("这次放回已经有了决定。"), code="calendar.release_decided")
    return row


def _refuse_wish(wish: ReleaseWish, slots: list[Slot]) -> None:
    crisis = any(slot.held_by is not None and slot.held_by.is_crisis for slot in slots)
    if crisis and wish.kind != ReleaseKind.CANCEL and not wish.reason.strip():
        raise UserError(_("这些排期由危机冻结，请写明放回的理由，由第二个人决定。"), field="reason")
    if wish.kind == ReleaseKind.TIME and wish.scheduled_at is None:
        raise UserError(_("请选择发布时间。"), field="scheduled_at")
    if wish.kind == ReleaseKind.TIME and len(slots) > 1:
        raise UserError(_("一次只能给一条改新的时间。"), field="scheduled_at")


def _refuse_frozen(slots: list[Slot], wish: ReleaseWish, at: dt.datetime) -> None:
    frozen = frozen_now()
    for slot in slots:
        if wish.kind == ReleaseKind.TIME and wish.scheduled_at is not None:
            slot.scheduled_at = wish.scheduled_at  # unsaved: where it would go
        if (freeze_id := frozen.freeze_of(slot, at=at)) is not None:
            sentence = _("“%(account)s”的排期还在冻结中（%(why)s），请先解除冻结，或改到其他时间。")
            values = {"account": slot.account.nickname, "why": frozen.by_id[freeze_id].reason}
            raise Conflict(sentence % values, code="calendar.still_frozen")


def _new(freeze: Freeze | None, wish: ReleaseWish, *, by: User, at: dt.datetime, state: str) -> Release:
    row = Release(
        freeze=freeze, kind=wish.kind, scheduled_at=wish.scheduled_at, reason=wish.reason.strip(), state=state
    )
    row.asked_by, row.asked_at = by, at
    if state == ReleaseState.DONE:
        row.decided_by, row.decided_at = by, at
    row.save()
    return row


def _ask(freeze: Freeze, slots: list[Slot], wish: ReleaseWish, done: Released, *, by: User, at: dt.datetime) -> None:
    waiting = ReleasedSlot.objects.filter(slot__in=slots, release__state=ReleaseState.ASKED)
    known = set(waiting.values_list("slot_id", flat=True))
    new = [slot for slot in slots if slot.pk not in known]
    if not new:
        raise Conflict(_("这些排期已经有人提出放回，等待第二人决定。"), code="calendar.release_asked")
    row = _new(freeze, wish, by=by, at=at, state=ReleaseState.ASKED)
    ReleasedSlot.objects.bulk_create(_item(row, slot) for slot in Slot.objects.filter(pk__in=[s.pk for s in new]))
    done.asked += len(new)
    done.releases.append(row)
    _call_second(row, at=at)
    _tell(row, "asked", by=by, at=at, slots=len(new))


def _item(row: Release, slot: Slot) -> ReleasedSlot:
    return ReleasedSlot(release=row, slot=slot, scheduled_at=slot.scheduled_at, state_detail=slot.state_detail)


def _call_second(row: Release, *, at: dt.datetime) -> None:
    """Everybody who may decide about all of it, but the one who asked and the one who froze for a case."""
    accounts = {item.slot.account for item in row.slots.select_related("slot__account")}
    groups = [{person.pk for person in people_who_may(Can.FREEZE, account)} for account in accounts]
    people = set.intersection(*groups) - {row.asked_by_id} if groups else set()
    people = {pk for pk in people if row.freeze is None or not row.freeze.bars(pk)}
    text = gettext_noop("%(who)s 提出放回危机冻结的 %(n)d 条排期，需要您决定。")
    params = {"who": row.asked_by.get_full_name() if row.asked_by else "", "n": row.slots.count()}
    message = Message(text, params, url=freeze_url(row.freeze_id), level=NoticeLevel.WARNING, mail=True)
    notify(to=people, key=_key(row), message=message, at=at)


def _key(row: Release) -> str:
    return f"release:{row.pk}:"


def _carry_out(row: Release, slots: list[Slot], done: Released, *, by: User, at: dt.datetime) -> None:
    """Do it, slot by slot in the order of their ids; the rows are locked."""
    for slot in (
        Slot.objects.filter(pk__in=[slot.pk for slot in slots]).select_related("post", "account").order_by("pk")
    ):
        item, _created = ReleasedSlot.objects.get_or_create(
            release=row, slot=slot, defaults={"scheduled_at": slot.scheduled_at, "state_detail": slot.state_detail}
        )
        if row.kind == ReleaseKind.CANCEL:
            slot = cancel_slot(slot=slot, by=by, at=at, reason=row.reason)[0]
        else:
            slot = _put_back(row, slot, by=by, at=at)
        item.outcome, item.stamp = slot.state, slot.updated_at
        item.save(update_fields=["outcome", "stamp"])
        done.planned += slot.state == SlotState.PLANNED
        done.missed += slot.state == SlotState.MISSED
        done.cancelled += slot.state == SlotState.CANCELLED
    done.releases.append(row)


def _put_back(row: Release, slot: Slot, *, by: User, at: dt.datetime) -> Slot:
    if row.kind == ReleaseKind.TIME and row.scheduled_at is not None:
        # Who asked may schedule; the second person may have no more than the right to freeze.
        mover: audit.Actor = by if rights_of(by).may(Can.SCHEDULE, slot.account_id) else audit.SYSTEM
        slot = move_slot(slot=slot, scheduled_at=row.scheduled_at, by=mover, at=at, reason=row.reason)[0]
    late = slot.scheduled_at < at
    slot.state, slot.state_detail = (SlotState.MISSED, PAST) if late else (SlotState.PLANNED, "")
    slot.held_by, slot.check_after, slot.updated_at = None, None, at
    slot.save(update_fields=["state", "state_detail", "held_by", "check_after", "updated_at"])
    change = audit.Change(
        {"state": SlotState.HELD, "freeze": row.freeze_id},
        {"state": slot.state},
        row.reason,
        account_id=slot.account_id,
    )
    audit.record("calendar.slot.released", slot, by=by, at=at, change=change)
    slot_changed.send_on_commit(slot_id=slot.pk)
    return slot


def _hold_again(item: ReleasedSlot, row: Release, *, by: User, at: dt.datetime) -> bool:
    slot = Slot.objects.select_for_update(of=("self",)).select_related("post").get(pk=item.slot_id)
    if slot.state != item.outcome or slot.updated_at != item.stamp:
        return False
    before = slot.state
    if before == SlotState.CANCELLED:
        posts.mark_scheduled(post=slot.post, at=at, due_at=item.scheduled_at)
    slot.state, slot.state_detail, slot.held_by = SlotState.HELD, item.state_detail, row.freeze
    slot.scheduled_at, slot.updated_at = item.scheduled_at, at
    slot.save()
    item.outcome, item.stamp = "", None
    item.save(update_fields=["outcome", "stamp"])
    change = audit.Change({"state": before}, {"state": SlotState.HELD}, account_id=slot.account_id)
    audit.record("calendar.slot.undone", slot, by=by, at=at, change=change)
    slot_changed.send_on_commit(slot_id=slot.pk)
    return True


def _tell(row: Release, verb: str, *, by: User, at: dt.datetime, slots: int) -> None:
    after = {"slots": slots, "kind": row.kind, "freeze": row.freeze_id, "answer": row.answer}
    audit.record(f"calendar.release.{verb}", row, by=by, at=at, change=audit.Change(after=after, reason=row.reason))
