"""What the settling of an unknown slot needs to know about itself and its neighbours."""

import datetime as dt
from collections.abc import Iterable

from publishing.dispatch.timeline import Sought
from publishing.models import Attempt, Publication, Slot, SlotState
from weibo.text import normalise_for_match
from weibo.types import Status


def calls_of(slot: Slot) -> list[Attempt]:
    """Its begun calls, the first one first: any of them may be the one that arrived."""
    return list(slot.attempts.filter(called_at__isnull=False).order_by("generation"))


def taken_ids(items: Iterable[Status]) -> set[str]:
    """Posts of a page that stand in publications."""
    found = Publication.objects.filter(weibo_id__in=[item.id for item in items])
    return set(found.values_list("weibo_id", flat=True))


def _twins(slot: Slot, calls: list[Attempt]) -> list[Attempt]:
    """Begun calls of other slots of the account with the same words, whose outcome nobody knows."""
    words = {normalise_for_match(call.text) for call in calls}
    others = Attempt.objects.filter(slot__account_id=slot.account_id, called_at__isnull=False).exclude(slot_id=slot.pk)
    unsettled = others.filter(slot__state__in=[SlotState.SENDING, SlotState.UNKNOWN])
    return [call for call in unsettled if normalise_for_match(call.text) in words]


def unfinished_twin(slot: Slot, calls: list[Attempt]) -> bool:
    """One of them is under way: its answer may name the very post that would be found."""
    return any(call.outcome == "" for call in _twins(slot, calls))


def sought_of(slot: Slot, calls: list[Attempt], now: dt.datetime) -> list[Sought]:
    """What to look for on the timeline."""
    pictures = slot.post.version.version_media.count() if slot.post.version else 0
    rivals = tuple(call.called_at for call in _twins(slot, calls) if call.called_at)
    return [Sought(call.text, pictures, call.called_at or now, call.repost_of, rivals) for call in calls]
