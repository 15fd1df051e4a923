"""How late a slot may still go."""

import datetime as dt

from publishing.models import LateRule, Slot

GRACE = dt.timedelta(seconds=60)
"""A sweep is never late by more than this on a working day; later than that is late."""


def latest(slot: Slot) -> dt.datetime:
    """The last instant at which the lateness rule still lets it go."""
    allowed = dt.timedelta(minutes=slot.late_minutes) if slot.late_rule == LateRule.SEND else GRACE
    return slot.scheduled_at + max(allowed, GRACE)
