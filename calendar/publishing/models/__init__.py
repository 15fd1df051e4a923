"""The publishing calendar: rows are the schedule."""

from publishing.models.plans import GoldenWindow, Policy, PolicyPreset, SlotPlan, SlotPreset, SlotTime, SpecialDay
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
    "PolicyPreset",
    "Publication",
    "Slot",
    "SlotPlan",
    "SlotPreset",
    "SlotState",
    "SlotTime",
    "SpecialDay",
]
