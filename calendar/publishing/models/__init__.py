"""The publishing calendar: rows are the schedule."""

from publishing.models.plans import GoldenWindow, Policy, SlotPlan, SlotTime, SpecialDay
from publishing.models.slots import (
    TRANSITIONS,
    Attempt,
    Freeze,
    FreezeScope,
    LateRule,
    Outcome,
    Publication,
    Slot,
    SlotState,
)

__all__ = [
    "TRANSITIONS",
    "Attempt",
    "Freeze",
    "FreezeScope",
    "GoldenWindow",
    "LateRule",
    "Outcome",
    "Policy",
    "Publication",
    "Slot",
    "SlotPlan",
    "SlotState",
    "SlotTime",
    "SpecialDay",
]
