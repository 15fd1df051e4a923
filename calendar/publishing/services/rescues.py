"""What the dispatch board does with one click: to the next free place, or several posts at once."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from core.errors import Conflict, UserError
from publishing.models import Slot
from publishing.queries.openings import next_free_slots
from publishing.queries.relays import why_not_in_relay
from publishing.queries.rules import broken_rules
from publishing.services.changes import SlotChange
from publishing.services.hand_over import hand_over_slot
from publishing.services.releases import release_slots
from publishing.services.slots import cancel_slot, move_slot, refuse_locked, undo_change

LOOKED_AT: Final = 12
"""Free places of the plan that are tried."""
AIR: Final = dt.timedelta(minutes=5)
"""A free place nearer than this is not offered: nobody could look at it again."""


def move_to_free_slot(*, slot: Slot, by: User, at: dt.datetime) -> tuple[Slot, SlotChange]:
    """To the next empty place of the account's plan that breaks no rule, after its own time when that is still to come.

    Raises `Conflict` when it cannot be moved or the plan has no such place.
    """
    refuse_locked(slot)
    for place in next_free_slots(slot.account, max(slot.scheduled_at, at + AIR), LOOKED_AT):
        if place != slot.scheduled_at and not _why_not(slot, place):
            return move_slot(slot=slot, scheduled_at=place, by=by, at=at)
    sentence = _("账号“%(name)s”的周计划里没有合适的空时段，请直接选一个时间。")
    raise Conflict(sentence % {"name": slot.account.nickname}, code="calendar.no_free_slot")


def _why_not(slot: Slot, place: dt.datetime) -> bool:
    return bool(why_not_in_relay(slot.post, place) or broken_rules(slot.post, place, without=slot))


@dataclass(slots=True)
class Done:
    """What became of several slots: how many, why others not, and what undoes it."""

    count: int = 0
    refused: list[str] = field(default_factory=list)
    changes: list[SlotChange] = field(default_factory=list)


def act_on_slots(*, action: str, slots: Iterable[Slot], by: User, at: dt.datetime) -> Done:
    """One of `ACTIONS` for each slot; one that refuses does not stop the others. Raises `UserError` for another."""
    if action not in ACTIONS:
        raise UserError(_("请选择要做什么。"), code="calendar.no_action")
    done = Done()
    for slot in slots:
        try:
            change = ACTIONS[action](slot, by, at)
        except UserError as error:
            done.refused.append(str(error))
            continue
        done.count += 1
        done.changes += [change] if change else []
    return done


def undo_all(*, changes: Iterable[SlotChange], by: User, at: dt.datetime) -> Done:
    """Put several slots back as they were; those that somebody has touched since stay."""
    done = Done()
    for change in changes:
        try:
            undo_change(change=change, by=by, at=at)
            done.count += 1
        except UserError as error:
            done.refused.append(str(error))
    return done


def _next_slot(slot: Slot, by: User, at: dt.datetime) -> SlotChange | None:
    return move_to_free_slot(slot=slot, by=by, at=at)[1]


def _send_now(slot: Slot, by: User, at: dt.datetime) -> SlotChange | None:
    move_slot(slot=slot, scheduled_at=at, by=by, at=at, reason=gettext_noop("立即发布"))
    return None


def _by_hand(slot: Slot, by: User, at: dt.datetime) -> SlotChange | None:
    hand_over_slot(slot=slot, by=by, at=at)
    return None


def _cancel(slot: Slot, by: User, at: dt.datetime) -> SlotChange | None:
    return cancel_slot(slot=slot, by=by, at=at)[1]


def _release(slot: Slot, by: User, at: dt.datetime) -> SlotChange | None:
    release_slots(slot_ids=[slot.pk], by=by, at=at)
    return None


ACTIONS: Final[dict[str, Callable[[Slot, User, dt.datetime], SlotChange | None]]] = {
    "next_slot": _next_slot,
    "send_now": _send_now,
    "by_hand": _by_hand,
    "cancel": _cancel,
    "release": _release,
}
