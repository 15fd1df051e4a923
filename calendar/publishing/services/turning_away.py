"""The last look said no: state and sentence for people, written together."""

import datetime as dt
from collections.abc import Collection

from content import services as posts
from content.models import PostState
from publishing.dispatch.verdicts import No
from publishing.events import slot_settled
from publishing.models import TRANSITIONS, Slot, SlotState


def turn_away_many(noes: Collection[tuple[Slot, No]], *, at: dt.datetime) -> None:
    """Write these verdicts; an outage may leave thousands. The rows are locked, no call has begun.

    Raises `ValueError` for a state that a slot about to be sent cannot go to.
    """
    by_verdict: dict[No, list[Slot]] = {}
    for slot, no in noes:
        if no.state not in TRANSITIONS[slot.state]:
            raise ValueError(f"no way from {slot.state} to {no.state}")
        by_verdict.setdefault(no, []).append(slot)
    for no, slots in by_verdict.items():
        rows = Slot.objects.filter(pk__in=[slot.pk for slot in slots])
        rows.update(state=no.state, state_detail=no.sentence, held_by=no.freeze_id, updated_at=at)
        _tell_posts(slots, no.state, at)
        for slot in slots:
            slot_settled.send_on_commit(slot_id=slot.pk)


def _tell_posts(slots: list[Slot], state: str, at: dt.datetime) -> None:
    for slot in slots:
        if state == SlotState.FAILED:
            posts.mark_failed(post=slot.post, at=at)
        elif state == SlotState.CANCELLED:
            posts.mark_unscheduled(post=slot.post, at=at)
        elif slot.post.state != PostState.SCHEDULED:
            posts.mark_scheduled(post=slot.post, at=at)
