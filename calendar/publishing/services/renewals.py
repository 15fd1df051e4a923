"""A grant was renewed: what the last look held back because of the old one goes out, as far as its rules let it."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import WeiboAccount
from content import services as posts
from core import audit
from publishing.dispatch.facts import Facts, read_facts
from publishing.dispatch.last_look import latest, no_because_of_campaign, no_because_refused_before
from publishing.events import slot_changed
from publishing.models import Slot, SlotState
from publishing.queries.freezes import Frozen
from publishing.queries.rules import why_not_send
from publishing.queries.sending import load_slots
from publishing.services.locks import share_freezes
from publishing.services.states import move_state

TOO_LATE = gettext_noop("授权恢复时已超过最多可迟的时间，请选择新的时间。")


@transaction.atomic
def resume_after_renewal(*, account_id: int, at: dt.datetime) -> tuple[int, int]:
    """Put slots back that waited for the grant: (planned again, missed because they would be too late).

    What a freeze, a campaign or a refusal of Weibo holds stays held: the grant was not the reason.
    """
    share_freezes()
    account = WeiboAccount.objects.filter(pk=account_id).first()
    if account is None or why_not_send(account):
        return 0, 0
    rows = Slot.objects.select_for_update(of=("self", "post")).filter(account=account, state=SlotState.HELD)
    waiting = rows.filter(held_by=None, handed_over_at=None).select_related("post").order_by("pk")
    slots = load_slots([slot.pk for slot in waiting])
    facts = read_facts(slots, now=at)
    planned = missed = 0
    for slot in slots:
        if _held_for_another_reason(slot, facts) or _is_frozen(slot, facts.frozen, at=at):
            continue
        late = at > latest(slot)
        _put_back(slot, late=late, at=at)
        planned, missed = planned + (not late), missed + late
    return planned, missed


def _is_frozen(slot: Slot, frozen: Frozen, *, at: dt.datetime) -> bool:
    """A freeze covers it by now: from here on the freeze holds it, and it needs a decision like the others."""
    freeze_id = frozen.freeze_of(slot, at=at)
    if freeze_id is None:
        return False
    slot.held_by_id, slot.state_detail, slot.updated_at = freeze_id, frozen.sentence(freeze_id), at
    slot.save(update_fields=["held_by", "state_detail", "updated_at"])
    return True


def _held_for_another_reason(slot: Slot, facts: Facts) -> bool:
    return any(check(slot, facts) is not None for check in (no_because_of_campaign, no_because_refused_before))


def _put_back(slot: Slot, *, late: bool, at: dt.datetime) -> None:
    move_state(slot, SlotState.PLANNED, at=at)
    if late:
        move_state(slot, SlotState.MISSED, at=at, detail=TOO_LATE)
    slot.check_after = None
    slot.save(update_fields=["state", "state_detail", "check_after", "updated_at"])
    posts.mark_scheduled(post=slot.post, at=at, due_at=slot.scheduled_at)
    change = audit.Change({"state": SlotState.HELD}, {"state": slot.state}, account_id=slot.account_id)
    audit.record("calendar.slot.released", slot, by=audit.SYSTEM, at=at, change=change)
    slot_changed.send_on_commit(slot_id=slot.pk)
