"""Begin calls that were claimed: the commit after which a request may leave, and nothing else."""

import datetime as dt

from django.db import connection, transaction
from django.db.models import F, QuerySet

from publishing.dispatch.facts import read_facts
from publishing.dispatch.last_look import BEGIN_CHECKS, first_verdict
from publishing.dispatch.verdicts import No
from publishing.models import Attempt, Outcome, Slot, SlotState
from publishing.queries.freezes import stops_near
from publishing.queries.sending import load_slots
from publishing.services.call_counts import uncount_attempts
from publishing.services.turning_away import turn_away_many

CALL_LEASE = dt.timedelta(seconds=90)
"""A call ends within 60 seconds (weibo.transport); one without an answer after this is unknown."""

BEGIN_SQL = """
    UPDATE calendar_attempt attempt
    SET called_at = GREATEST(%(now)s, slot.scheduled_at),
        lease_until = GREATEST(%(now)s, slot.scheduled_at) + %(lease)s::interval
    FROM calendar_slot slot
    WHERE attempt.id = ANY(%(ids)s) AND slot.id = attempt.slot_id
      AND attempt.called_at IS NULL AND attempt.outcome = '' AND attempt.lease_until > %(now)s
      AND (attempt.send_by IS NULL OR attempt.send_by >= %(now)s)
      AND slot.state = 'sending' AND slot.generation = attempt.generation
    RETURNING attempt.id
"""
"""Generation, state, lease and lateness are checked in the statement that begins the call."""


@transaction.atomic
def begin_calls(*, attempt_ids: list[int], now: dt.datetime) -> set[int]:
    """Commit that these calls begin, now or at their time if that is later; answers the attempts that may be sent, and
    only those may.

    The caller holds freezes off until the requests have left (`hold_freezes_off`). A freeze, a lease that ran out or a
    lateness that grew since the claim keep a slot back. Three queries as long as nothing is frozen or late.
    """
    ids = set(attempt_ids)
    if stops_near(now):
        ids -= _turn_away(ids, now)
    with connection.cursor() as cursor:
        cursor.execute(BEGIN_SQL, {"ids": list(ids), "now": now, "lease": f"{CALL_LEASE.total_seconds()} seconds"})
        go = {pk for (pk,) in cursor.fetchall()}
    if go != ids:
        _turn_away(ids - go, now)
    return go


def _open(ids: set[int], now: dt.datetime) -> "QuerySet[Attempt]":
    return Attempt.objects.filter(
        pk__in=ids,
        called_at__isnull=True,
        outcome="",
        lease_until__gt=now,
        slot__state=SlotState.SENDING,
        slot__generation=F("generation"),
    )


def _turn_away(ids: set[int], now: dt.datetime) -> set[int]:
    """Those of them that may not begin after all get the state of the verdict; answers which."""
    rows = _open(ids, now).select_for_update(of=("self", "slot")).select_related("slot").order_by("slot_id")
    attempts = {attempt.slot_id: attempt for attempt in rows}
    slots = load_slots(attempts)
    facts = read_facts(slots, now=now)
    noes: list[tuple[Slot, No]] = []
    for slot in slots:
        verdict = first_verdict(BEGIN_CHECKS, slot, facts)
        if isinstance(verdict, No):
            noes.append((slot, verdict))
    turned = {attempts[slot.pk].pk for slot, _no in noes}
    for sentence in {no.sentence for _slot, no in noes}:
        about = [attempts[slot.pk].pk for slot, no in noes if no.sentence == sentence]
        Attempt.objects.filter(pk__in=about).update(outcome=Outcome.NOT_SENT, answered_at=now, sentence=sentence)
    turn_away_many(noes, at=now)
    uncount_attempts(turned)
    return turned
