"""The publishing calendar: rows are the schedule."""

from publishing.models.hand_over import HandOver, HandOverDuty, HandOverStage
from content.models import LateRule
from publishing.models.outages import Outage
from publishing.models.plans import GoldenWindow, Policy, PolicyPreset, SlotPlan, SlotPreset, SlotTime, SpecialDay
from publishing.models.relays import RELAY_TRANSITIONS, Relay, RelayPreset, RelayState, RelayStep, StepKind
from publishing.models.risks import Risk, Severity
from publishing.models.slots import (
    TRANSITIONS,
    Attempt,
    Freeze,
    FreezeScope,
    Outcome,
    Publication,
    Slot,
    SlotState,
)

__all__ = [
    "RELAY_TRANSITIONS",
    "TRANSITIONS",
    "Attempt",
    "Freeze",
    "FreezeScope",
    "GoldenWindow",
    "HandOver",
    "HandOverDuty",
    "HandOverStage",
    "LateRule",
    "Outage",
    "Outcome",
    "Policy",
    "PolicyPreset",
    "Publication",
    "Relay",
    "RelayPreset",
    "RelayState",
    "RelayStep",
    "Risk",
    "Severity",
    "Slot",
    "SlotPlan",
    "SlotPreset",
    "SlotState",
    "SlotTime",
    "SpecialDay",
    "StepKind",
]
