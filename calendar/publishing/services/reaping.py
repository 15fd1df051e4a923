"""Leases that ran out and workers that stop: what was not begun is planned again, what was begun is unknown."""

import datetime as dt

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from content import services as posts
from publishing.dispatch.messages import Answer
from publishing.models import Attempt, Outcome, SlotState
from publishing.services.call_counts import uncount_attempts
from publishing.services.outcomes import record_outcome
from publishing.services.states import move_state

log = structlog.get_logger(__name__)


def reap(*, now: dt.datetime, limit: int = 500) -> tuple[int, int]:
    """Settle attempts whose lease ran out: (back to planned, unknown)."""
    open_ids = (
        Attempt.objects.filter(outcome="", lease_until__lte=now).order_by("lease_until").values_list("pk", flat=True)
    )
    return settle_all_lost(list(open_ids[:limit]), now=now)


def settle_all_lost(attempt_ids: list[int], *, now: dt.datetime) -> tuple[int, int]:
    """Settle attempts whose worker is gone: (back to planned, unknown). One that breaks does not keep the others."""
    back = unknown = 0
    for attempt_id in attempt_ids:
        try:
            state = settle_lost(attempt_id, now)
        except Exception:  # one broken row must not keep the others in the air
            log.exception("reap_failed", attempt_id=attempt_id)
            continue
        back, unknown = back + (state == SlotState.PLANNED), unknown + (state == SlotState.UNKNOWN)
    return back, unknown


@transaction.atomic
def settle_lost(attempt_id: int, now: dt.datetime) -> str:
    """Settle one open attempt that nobody works on any more; answers the state of its slot, or nothing when it is
    settled or just being settled.

    Without a begun call nothing was sent: back to planned. With one, nobody knows: unknown. Never the other way.
    """
    rows = Attempt.objects.select_for_update(skip_locked=True, of=("self", "slot")).select_related("slot__post")
    attempt = rows.filter(pk=attempt_id, outcome="").first()
    if attempt is None:
        return ""
    if attempt.called_at is not None:
        sentence = _("发送中断，不确定微博是否收到，正在核实。")
        return record_outcome(answer=Answer(attempt.pk, Outcome.UNKNOWN, now, sentence=sentence)).state
    _not_begun(attempt, _("认领后还没有发出，工作进程就中断了；已放回排期。"), now)
    uncount_attempts([attempt_id])
    return SlotState.PLANNED


@transaction.atomic
def give_back(*, attempt_ids: list[int], now: dt.datetime) -> int:
    """A worker that stops returns what it claimed and has not begun. Returns how many."""
    rows = Attempt.objects.select_for_update(of=("self", "slot")).select_related("slot__post")
    found = list(rows.filter(pk__in=attempt_ids, outcome="", called_at__isnull=True).order_by("slot_id"))
    for attempt in found:
        _not_begun(attempt, _("工作进程停止，还没有发出；已放回排期。"), now)
    uncount_attempts([attempt.pk for attempt in found])
    return len(found)


def _not_begun(attempt: Attempt, sentence: str, now: dt.datetime) -> None:
    attempt.outcome, attempt.answered_at, attempt.sentence = Outcome.NOT_SENT, now, sentence
    attempt.save(update_fields=["outcome", "answered_at", "sentence"])
    slot = attempt.slot
    if slot.state == SlotState.SENDING and slot.generation == attempt.generation:
        move_state(slot, SlotState.PLANNED, at=now)
        slot.save(update_fields=["state", "state_detail", "updated_at"])
        posts.mark_scheduled(post=slot.post, at=now)
