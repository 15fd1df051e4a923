"""Who decides about a post, in which steps, and until when (K5). Pure: reads neither database nor clock."""

from content.reviewing.deciders import Asked, Given, Member, Seat, asked_of, is_complete, missing, seat_for, why_nobody
from content.reviewing.risks import Condition, Risk, Subject, risks_of
from content.reviewing.steps import Need, Step, steps_for

__all__ = [
    "Asked",
    "Condition",
    "Given",
    "Member",
    "Need",
    "Risk",
    "Seat",
    "Step",
    "Subject",
    "asked_of",
    "is_complete",
    "missing",
    "risks_of",
    "seat_for",
    "steps_for",
    "why_nobody",
]
