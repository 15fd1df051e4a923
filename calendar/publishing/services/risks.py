"""Look ahead: write down what stands in the way of planned posts, and what no longer does (the at-risk board)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import translation

from content.services import want_links
from core.heartbeats import beat, last_beat
from core.locks import wait_in_line
from publishing.dispatch.ahead import Found, find_risks
from publishing.models import Risk, Slot, SlotState
from publishing.models.slots import SlotQuerySet
from publishing.queries.ahead import known_about, slots_ahead
from publishing.queries.sending import load_slots

BATCH = 500
KEPT = dt.timedelta(days=30)
"""How long a cleared risk stays in the slot's life."""
SHORTLY = (dt.timedelta(minutes=60), dt.timedelta(minutes=5))
"""How long before its time a post is looked at once more."""
LINKS_SHORTLY = dt.timedelta(minutes=50)
"""Shortly before a post's time its links are asked again when they were last asked longer ago."""
SOON_BEAT = "publishing.look_ahead_soon"
CHANGED_BEAT = "publishing.look_at_changed"
OVERLAP = dt.timedelta(seconds=10)
FAR_BACK = dt.timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look did: slots looked at, risks found new, risks that are gone."""

    slots: int = 0
    found: int = 0
    cleared: int = 0


def look_ahead(*, now: dt.datetime, accounts: Iterable[int] | None = None) -> Looked:
    """Check everything that is planned for the next 72 hours, or that of some accounts. Safe to repeat."""
    slots = slots_ahead(now=now)
    looked = _look(slots if accounts is None else slots.filter(account__in=list(accounts)), now)
    if accounts is None:
        Risk.objects.filter(cleared_at__lt=now - KEPT).delete()
    return looked


def look_again_shortly(*, now: dt.datetime) -> Looked:
    """60 and 5 minutes before its time each post is looked at once more, however late this sweep comes."""
    before = max(last_beat(SOON_BEAT) or now - FAR_BACK, now - FAR_BACK)
    passed = Q()
    for span in SHORTLY:
        passed |= Q(scheduled_at__gt=before + span, scheduled_at__lte=now + span)
    looked = _look(slots_ahead(now=now).filter(passed), now, links_since=LINKS_SHORTLY)
    beat(SOON_BEAT, at=now)
    return looked


def look_at_changed(*, now: dt.datetime) -> Looked:
    """The accounts of which something was placed, moved or taken off since the last such look: neighbours count."""
    since = max(last_beat(CHANGED_BEAT) or now - FAR_BACK, now - FAR_BACK) - OVERLAP
    changed = Slot.objects.filter(updated_at__gte=since, scheduled_at__gt=now)
    looked = look_ahead(now=now, accounts=list(changed.order_by().values_list("account_id", flat=True).distinct()))
    beat(CHANGED_BEAT, at=now)
    return looked


def _look(slots: SlotQuerySet, now: dt.datetime, *, links_since: dt.timedelta | None = None) -> Looked:
    """By account, so that a batch knows few of them."""
    ids = list(slots.order_by("account_id", "scheduled_at", "pk").values_list("pk", flat=True))
    found = cleared = 0
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        new, gone = _look_at(batch, now, links_since)
        found, cleared = found + new, cleared + gone
    return Looked(len(ids), found, cleared + clear_over(now=now))


def _look_at(ids: Sequence[int], now: dt.datetime, links_since: dt.timedelta | None) -> tuple[int, int]:
    slots = load_slots(ids)
    known = known_about(slots, now=now)
    want_links(urls=known.urls, at=now, fresh=links_since)  # what that shows is seen by the next look
    with translation.override("zh-hans"):  # colleagues of every language read them
        found = {(slot.pk, each.code): each for slot in slots for each in find_risks(slot, known)}
    return _write(ids, found, now)


@transaction.atomic
def _write(ids: Sequence[int], found: dict[tuple[int, str], Found], now: dt.datetime) -> tuple[int, int]:
    """Open, keep and clear rows of these slots; five queries."""
    wait_in_line("publishing.risks")
    open_rows = {(row.slot_id, row.code): row for row in Risk.objects.filter(slot__in=ids, cleared_at__isnull=True)}
    new = [_row(slot_id, each, now) for (slot_id, code), each in found.items() if (slot_id, code) not in open_rows]
    Risk.objects.bulk_create(new)
    kept = [row for key, row in open_rows.items() if key in found]
    changed = [row for row in kept if _changed(row, found[row.slot_id, row.code])]
    Risk.objects.bulk_update(changed, ["severity", "text", "params", "cause"])
    Risk.objects.filter(pk__in=[row.pk for row in kept]).update(checked_at=now)
    gone = [row.pk for key, row in open_rows.items() if key not in found]
    Risk.objects.filter(pk__in=gone).update(cleared_at=now, checked_at=now)
    return len(new), len(gone)


def _row(slot_id: int, found: Found, now: dt.datetime) -> Risk:
    row = Risk(slot_id=slot_id, code=found.code, first_seen_at=now, checked_at=now)
    _changed(row, found)
    return row


def _changed(row: Risk, found: Found) -> bool:
    """Take over what was found; whether that is another thing than before."""
    before = (row.severity, row.text, row.params, row.cause)
    row.severity, row.text, row.params, row.cause = found.severity, found.text, dict(found.params), found.cause
    return before != (row.severity, row.text, row.params, row.cause)


def clear_over(*, now: dt.datetime) -> int:
    """What is no longer planned, or whose time has come, is no longer at risk: it has another state, or leaves."""
    over = ~Q(slot__state=SlotState.PLANNED) | Q(slot__scheduled_at__lte=now)
    return Risk.objects.filter(over, cleared_at__isnull=True).update(cleared_at=now)
