"""The dispatch board: what is leaving, what leaves within the hour, what needs a person."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from accounts.models import WeiboAccount
from content.models import PostState
from core import heartbeats
from publishing.models import Slot, SlotState
from publishing.models.slots import SlotQuerySet

SHOWN = 50
SILENT = dt.timedelta(seconds=60)
"""A dispatcher that has not been heard for longer is said to be silent."""
LATELY = dt.timedelta(minutes=15)
OVERDUE = dt.timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Column:
    """One box of the board: its first rows and how many there are."""

    name: str
    rows: list[Slot]
    count: int


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on the board at one instant."""

    now: Column
    next_hour: Column
    by_hand: Column
    unknown: Column
    missed: Column
    failed: Column
    held: Column
    sender_age: dt.timedelta | None

    @property
    def sender_silent(self) -> bool:
        """Nobody sends: said aloud, because silence here is the worst failure."""
        return self.sender_age is None or self.sender_age > SILENT

    @property
    def troubles(self) -> int:
        return self.unknown.count + self.missed.count + self.failed.count


def slots_in_trouble() -> SlotQuerySet:
    """What waits for a person, whatever the account: unknown, missed, failed. The matrix counts them by account."""
    failed = Q(state=SlotState.FAILED, post__state=PostState.FAILED)
    return Slot.objects.filter(Q(state__in=[SlotState.UNKNOWN, SlotState.MISSED]) | failed)


def board(accounts: "QuerySet[WeiboAccount]", *, at: dt.datetime) -> Board:
    """The board of some accounts."""
    slots = Slot.objects.filter(account__in=accounts)
    planned = slots.filter(state=SlotState.PLANNED)
    soon = planned.filter(scheduled_at__lte=at + dt.timedelta(hours=1), handed_over_at__isnull=True)
    leaving = slots.filter(state=SlotState.SENDING) | slots.filter(
        state=SlotState.PUBLISHED, updated_at__gte=at - LATELY
    )
    failed = slots.filter(state=SlotState.FAILED, post__state=PostState.FAILED)
    return Board(
        now=_column("now", leaving.order_by("-scheduled_at", "-pk")),
        next_hour=_column("next_hour", soon),
        by_hand=_column("by_hand", planned.filter(handed_over_at__isnull=False)),
        unknown=_column("unknown", slots.filter(state=SlotState.UNKNOWN)),
        missed=_column("missed", slots.filter(state=SlotState.MISSED)),
        failed=_column("failed", failed.order_by("-scheduled_at", "-pk")),
        held=_column("held", slots.filter(state=SlotState.HELD)),
        sender_age=heartbeats.age("publishing.dispatch", now=at),
    )


def _column(name: str, slots: SlotQuerySet) -> Column:
    rows = list(slots.select_related("account", "post__category", "post__version", "publication")[: SHOWN + 1])
    return Column(name, rows[:SHOWN], slots.count() if len(rows) > SHOWN else len(rows))


def board_stamp(accounts: "QuerySet[WeiboAccount]", *, at: dt.datetime) -> str:
    """Changes whenever the board does: for ETag, so that a poll costs one query while nothing happens."""
    slots = Slot.objects.filter(account__in=accounts).exclude(state=SlotState.CANCELLED)
    facts = slots.aggregate(changed=Max("updated_at"), count=Count("pk"))
    # Rows also enter and leave with the clock: the minute, and whether the sender is alive.
    age = heartbeats.age("publishing.dispatch", now=at)
    parts = [facts["changed"], facts["count"], f"{at:%Y%m%d%H%M}", age is None or age > SILENT]
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:20]
