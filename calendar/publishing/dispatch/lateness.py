"""How late a slot may still go out, by its own rule."""

import datetime as dt

from publishing.models import Slot
from publishing.planner.lateness import GRACE, latest_at

__all__ = ["GRACE", "latest"]


def latest(slot: Slot) -> dt.datetime:
    """The last instant at which the lateness rule still lets it go."""
    return latest_at(slot.scheduled_at, slot.late_rule, slot.late_minutes)
