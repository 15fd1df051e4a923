"""What endangers planned posts, for board, slot page, calendar and workbench."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from publishing.models import Risk, SlotState

MENDS: Final[dict[str, tuple[str, ...]]] = {
    "token": ("renew", "by_hand"),
    "account": ("account", "cancel"),
    "refused": ("by_hand", "account"),
    "frozen": ("freezes",),
    "campaign": ("campaign", "cancel"),
    "campaign_time": ("campaign", "next_slot"),
    "approval": ("edit", "cancel"),
    "lint": ("edit", "override", "cancel"),
    "listed": ("edit",),
    "link": ("edit",),
    "media": ("edit", "cancel"),
    "capability": ("by_hand", "edit"),
    "policy": ("next_slot",),
    "silence": ("next_slot",),
    "budget": ("next_slot",),
    "person": ("account",),
    "relay": ("relay",),
}
"""What can be done about a risk, by its code: one click each."""


def open_risks() -> "QuerySet[Risk]":
    """What endangers posts that are still to come."""
    return Risk.objects.filter(cleared_at__isnull=True, slot__state=SlotState.PLANNED)


def is_at_risk() -> Exists:
    """The condition on slots: something endangers it."""
    return Exists(Risk.objects.filter(slot=OuterRef("pk"), cleared_at__isnull=True))


def risks_of(slot_ids: Iterable[int]) -> dict[int, list[Risk]]:
    """Open risks by slot, what stops first; one query."""
    found: dict[int, list[Risk]] = defaultdict(list)
    for risk in open_risks().filter(slot__in=list(slot_ids)).order_by("severity", "code"):
        found[risk.slot_id].append(risk)
    return found


def mends_of(risk: Risk) -> tuple[str, ...]:
    """What can be done about it."""
    return MENDS.get(risk.code, ())
