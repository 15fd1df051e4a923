"""Decide about what was missed: many at once, each by itself; and tell the people who have to."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from core import audit
from core.errors import UserError
from core.models import Notice, NoticeLevel
from core.notices import Message, correct, notify, settle
from publishing.models import Slot, SlotState
from publishing.queries.missed import KEPT, Place, free_places, group_of, outages_since, staggered_places
from publishing.services.changes import SlotChange
from publishing.services.locks import lock_schedules
from publishing.services.slots import move_slot

KEY = "missed:"
TOLD = gettext_noop("%(n)d 条错过了时间，请决定：补发、改时间、人工发布，或取消。")
Plan = Callable[[Sequence[Slot], dt.datetime], list[Place]]
SETTLING = dt.timedelta(seconds=60)
"""What an outage made miss is told together, when the sender has looked at all of it."""


@dataclass(slots=True)
class Decided:
    """What became of each: the changes that undo it, and who could not be placed with the reason."""

    changes: list[SlotChange] = field(default_factory=list)
    refused: list[Place] = field(default_factory=list)


def send_missed(*, slots: Sequence[Slot], by: audit.Actor, at: dt.datetime) -> Decided:
    """Send them now, staggered so that each account keeps its rhythm. The first leave in some seconds, to be undone."""
    return _move(slots, lambda rows, now: staggered_places(rows, at=now), by=by, at=at)


def replan_missed(*, slots: Sequence[Slot], by: audit.Actor, at: dt.datetime) -> Decided:
    """To the next empty places of their accounts."""
    return _move(slots, lambda rows, now: free_places(rows, at=now), by=by, at=at)


@transaction.atomic
def _move(slots: Sequence[Slot], plan: Plan, *, by: audit.Actor, at: dt.datetime) -> Decided:
    lock_schedules({slot.account_id for slot in slots})
    decided = Decided()
    for place in plan(slots, at):
        if place.at is None:
            decided.refused.append(place)
            continue
        try:
            with transaction.atomic():
                moved = move_slot(slot=place.slot, scheduled_at=place.at, by=by, at=at, exact=True)
            decided.changes.append(moved[1])
        except UserError as error:
            decided.refused.append(Place(place.slot, None, str(error)))
    return decided


def tell_missed(*, now: dt.datetime) -> int:
    """One notice for each person and cause with how many wait for a decision; off the list when all are decided.

    Answers how many people were told something new.
    """
    counts, told = _waiting_by_person(now), 0
    open_notices = {(row.user_id, row.key): row for row in Notice.objects.filter(key__startswith=KEY, settled_at=None)}
    for (user_id, key), count in counts.items():
        known = open_notices.pop((user_id, key), None)
        message = Message(TOLD, {"n": count}, reverse("calendar:missed"), level=NoticeLevel.WARNING, mail=True)
        if known is None:
            told += notify(to=[user_id], key=key, message=message, at=now)
        elif known.params != message.params:
            correct(user_id=user_id, key=key, params=message.params)
    for _user_id, key in open_notices:
        settle(key_prefix=key, at=now)
    return told


def _waiting_by_person(now: dt.datetime) -> Counter[tuple[int, str]]:
    """How many missed posts of each cause wait for each person: who planned it, who is in charge of the account."""
    rows = Slot.objects.filter(state=SlotState.MISSED, scheduled_at__gte=now - KEPT, updated_at__lte=now - SETTLING)
    outages, found = outages_since(now - KEPT), Counter[tuple[int, str]]()
    for slot in rows.select_related("account").only(
        "scheduled_at", "late_rule", "created_by", "account__owner", "account__deputy"
    ):
        group = group_of(slot, outages, at=now)
        day = "" if group.outage else f":{slot.scheduled_at:%Y%m%d}"
        people = {slot.created_by_id, slot.account.owner_id, slot.account.deputy_id}
        for user_id in (person for person in people if person is not None):
            found[user_id, f"{KEY}{group.key}{day}:{user_id}"] += 1
    return found
