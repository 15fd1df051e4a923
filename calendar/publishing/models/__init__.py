"""The publishing calendar: rows are the schedule."""

from content.models import LateRule
from publishing.models.checks import Finding, ResendRule, TimelineCheck
from publishing.models.days import AnnouncedDay, AnnouncedSort, DaySort, SpecialDay
from publishing.models.freezes import (
    Freeze,
    FreezeOrigin,
    FreezeScope,
    Release,
    ReleasedSlot,
    ReleaseKind,
    ReleaseState,
)
from publishing.models.hand_over import HandOver, HandOverDuty, HandOverStage
from publishing.models.outages import Outage
from publishing.models.plans import GoldenWindow, Policy, PolicyPreset, SlotPlan, SlotPreset, SlotTime
from publishing.models.relays import RELAY_TRANSITIONS, Relay, RelayPreset, RelayState, RelayStep, StepKind
from publishing.models.risks import Risk, Severity
from publishing.models.sharing import CalendarFeed, CalendarShare
from publishing.models.silence import Recurs, SilenceDay
from publishing.models.slots import (
    TRANSITIONS,
    Attempt,
    Outcome,
    Publication,
    Slot,
    SlotState,
)

__all__ = [
    "RELAY_TRANSITIONS",
    "TRANSITIONS",
    "AnnouncedDay",
    "AnnouncedSort",
    "Attempt",
    "CalendarFeed",
    "CalendarShare",
    "DaySort",
    "Finding",
    "Freeze",
    "FreezeOrigin",
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
    "Recurs",
    "Relay",
    "RelayPreset",
    "RelayState",
    "RelayStep",
    "Release",
    "ReleaseKind",
    "ReleaseState",
    "ReleasedSlot",
    "ResendRule",
    "Risk",
    "Severity",
    "SilenceDay",
    "Slot",
    "SlotPlan",
    "SlotPreset",
    "SlotState",
    "SlotTime",
    "SpecialDay",
    "StepKind",
    "TimelineCheck",
]
