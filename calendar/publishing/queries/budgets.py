"""Whether the calls of slots fit into what is left, read for a whole batch: for a claim, or for days to come."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from accounts.budget import Send, SendBudgets, Shortage, send_budgets
from accounts.gateway import app_of, app_of_channel
from publishing.dispatch.costs import cost_of, cost_of_slot
from publishing.models import Slot, SlotState
from publishing.queries.reservations import CALLS_TO_SEND, LOADS, sent_by_system
from publishing.queries.rules import by_a_person


@dataclass(frozen=True, slots=True)
class Budgets:
    """What the accounts of a round have left, less what this round has taken already."""

    left: SendBudgets

    def shortage(self, slot: Slot, now: dt.datetime) -> Shortage | None:
        """Why the calls of this slot have to wait; None when they fit."""
        send, calls = _send(slot)
        return self.left.shortage(send, calls, at=max(now, slot.scheduled_at))

    def note_taken(self, slot: Slot, now: dt.datetime) -> None:
        """It is about to be sent: the next ones of the round have that much less."""
        send, calls = _send(slot)
        self.left.take(send, calls, at=max(now, slot.scheduled_at))


def _send(slot: Slot) -> tuple[Send, int]:
    endpoint, calls = cost_of_slot(slot)
    return (slot.account_id, app_of(slot.account), endpoint), calls


def read_budgets(slots: Collection[Slot], now: dt.datetime) -> Budgets:
    """The budgets of the accounts of these slots, in three queries."""
    return Budgets(send_budgets({slot.account_id: app_of(slot.account) for slot in slots}, now=now))


def slots_too_many(slots: Sequence[Slot], now: dt.datetime) -> dict[int, Shortage]:
    """Looking ahead: planned slots whose calls will not fit at their own times, behind everything that is planned
    before them, by slot id. Four queries."""
    sent = [slot for slot in slots if not by_a_person(slot.post)]
    if not sent:
        return {}
    budgets, found = read_budgets(sent, now), dict[int, Shortage]()
    mine = {slot.pk: _send(slot) for slot in sent}
    times = {slot.pk: max(slot.scheduled_at, now) for slot in sent}
    queue = [(times[pk], pk, *send) for pk, send in mine.items()] + _planned_before(sent, now)
    for at, pk, send, calls in sorted(queue):
        reason = budgets.left.shortage(send, calls, at=at)
        if reason is None:
            budgets.left.take(send, calls, at=at)
        elif pk in mine:
            found[pk] = reason
    return found


def _planned_before(slots: Sequence[Slot], now: dt.datetime) -> list[tuple[dt.datetime, int, Send, int]]:
    """What else these accounts send before the last of these slots."""
    last = max(slot.scheduled_at for slot in slots)
    rows = sent_by_system(Slot.objects.filter(state=SlotState.PLANNED, scheduled_at__lte=last))
    rows = rows.filter(account_id__in={slot.account_id for slot in slots}).exclude(pk__in=[slot.pk for slot in slots])
    values = rows.order_by().annotate(**LOADS, calls=CALLS_TO_SEND)
    fields = ("pk", "account_id", "account__channel", "scheduled_at", "calls")
    return [
        (max(at, now), pk, (account_id, app_of_channel(channel), cost_of(channel)[0]), calls)
        for pk, account_id, channel, at, calls in values.values_list(*fields)
    ]
