"""How late a slot may still go, and when: after an outage an account keeps its policy (K2) and its burst limit (K4).

Pure. Where a late post may go says `Timeline.earliest`; what is on time keeps its time.
"""

import datetime as dt
from collections.abc import Sequence

from content.models import LateRule
from publishing.planner.rules import Limits, Neighbour, burst

GRACE = dt.timedelta(seconds=60)
"""A sweep is never late by more than this on a working day; later than that is late."""


def latest_at(scheduled_at: dt.datetime, rule: str, minutes: int) -> dt.datetime:
    """The last instant at which a lateness rule still lets a slot go."""
    allowed = dt.timedelta(minutes=minutes) if rule == LateRule.SEND else GRACE
    return scheduled_at + max(allowed, GRACE)


def burst_ends(limits: Limits, sent: Sequence[Neighbour], at: dt.datetime) -> dt.datetime:
    """K4: the first moment from `at` on at which one more post after those `sent` is no burst."""
    span = dt.timedelta(minutes=limits.burst_minutes)
    moments = sorted({at, *(row.at + span for row in sent if row.at + span > at)})
    return next((moment for moment in moments if burst(limits, sent, moment) is None), moments[-1])
