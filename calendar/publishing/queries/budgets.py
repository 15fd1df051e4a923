"""Whether the calls of slots fit into what is left, read for a whole batch; now, or for days to come."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from accounts.budget import Ahead, Shortage, send_budgets
from accounts.gateway import app_of
from accounts.models import Channel
from publishing.dispatch.costs import Cost, cost_of, cost_of_slot
from publishing.models import Slot, SlotState
from publishing.queries.reservations import CALLS_TO_SEND, LOADS, sent_by_system
from publishing.queries.rules import by_a_person

SOON = dt.timedelta(seconds=60)
"""A slot further ahead than this is looked at for another day: what is planned before it counts too."""


@dataclass(frozen=True, slots=True)
class Budgets:
    """The slots of a batch whose calls do not fit, by slot id."""

    short: dict[int, Shortage] = field(default_factory=dict)

    def shortage(self, slot: Slot) -> Shortage | None:
        """Why this slot has to wait; None when its calls fit."""
        return self.short.get(slot.pk)


@dataclass(frozen=True, slots=True)
class _Send:
    slot_id: int
    account_id: int
    app: str
    at: dt.datetime
    cost: Cost


def read_budgets(slots: Sequence[Slot], now: dt.datetime) -> Budgets:
    """Look at each slot at its own time, behind those that go before it. Three queries, four for days to come."""
    mine = [_send(slot, now) for slot in slots if not by_a_person(slot.post)]
    if not mine:
        return Budgets()
    budgets = send_budgets({send.account_id: send.app for send in mine}, now=now)
    wanted, ahead, short = {send.slot_id for send in mine}, Ahead(), {}
    last = max(send.at for send in mine)
    others = _planned_before(last, mine, now) if last > now + SOON else []
    for send in sorted([*mine, *others], key=lambda one: (one.at, one.slot_id)):
        name, calls = (send.account_id, send.app, send.cost[0]), send.cost[1]
        reason = budgets.shortage(name, calls, at=send.at, ahead=ahead)
        if reason is None:
            ahead.add(name, calls, at=send.at, limits=budgets.limits)
        elif send.slot_id in wanted:
            short[send.slot_id] = reason
    return Budgets(short)


def _send(slot: Slot, now: dt.datetime) -> _Send:
    return _Send(slot.pk, slot.account_id, app_of(slot.account), max(slot.scheduled_at, now), cost_of_slot(slot))


def _planned_before(last: dt.datetime, mine: Iterable[_Send], now: dt.datetime) -> list[_Send]:
    known = {send.slot_id for send in mine}
    rows = sent_by_system(Slot.objects.filter(state=SlotState.PLANNED, scheduled_at__lte=last))
    rows = rows.filter(account_id__in={send.account_id for send in mine}).exclude(pk__in=known).order_by()
    values = rows.annotate(**LOADS, calls=CALLS_TO_SEND)
    return [
        _Send(pk, account_id, _app(channel), max(at, now), (cost_of(channel)[0], calls))
        for pk, account_id, channel, at, calls in values.values_list(
            "pk", "account_id", "account__channel", "scheduled_at", "calls"
        )
    ]


def _app(channel: str) -> str:
    return Channel.COMMERCIAL if channel == Channel.COMMERCIAL else Channel.SHARE
