"""What stands on the calendar between two instants, in a constant number of queries (K7)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet, Value
from django.db.models.functions import Coalesce, Left
from django.utils.translation import gettext as _

from accounts.models import WeiboAccount
from core.dates import BEIJING
from publishing.models import Slot, SlotState
from publishing.models.slots import SlotQuerySet
from publishing.queries.openings import openings
from publishing.queries.risks import is_at_risk

SHOWN = [state for state in SlotState.values if state != SlotState.CANCELLED]
MOVABLE = {SlotState.PLANNED, SlotState.HELD, SlotState.MISSED, SlotState.FAILED}
LABELS = dict(SlotState.choices)
TITLE = 40


@dataclass(frozen=True, slots=True)
class Filters:
    """What the person has chosen above the calendar."""

    category: int | None = None
    state: str = ""
    campaign: int | None = None
    person: int | None = None


def shown_slots(
    accounts: "QuerySet[WeiboAccount]", start: dt.datetime, end: dt.datetime, filters: Filters | None = None
) -> SlotQuerySet:
    """Slots of some accounts in a span of time, without the cancelled ones."""
    wanted = filters or Filters()
    slots = Slot.objects.between(start, end).filter(account__in=accounts)
    slots = slots.filter(state__in=[wanted.state] if wanted.state in SHOWN else SHOWN)
    return narrowed_slots(slots, wanted)


def narrowed_slots(slots: SlotQuerySet, wanted: Filters) -> SlotQuerySet:
    """By what their posts are: category, campaign, who wrote them."""
    if wanted.category is not None:
        slots = slots.filter(post__category_id=wanted.category)
    if wanted.campaign is not None:
        slots = slots.filter(post__campaign_id=wanted.campaign)
    return slots if wanted.person is None else slots.filter(post__author_id=wanted.person)


class Chip(NamedTuple):
    """One slot as the calendar draws it, at its planned minute (K6); `wall` is that minute in Beijing."""

    pk: int
    account_id: int
    at: dt.datetime
    wall: str
    state: str
    by_hand: bool
    account: str
    colour: int
    text: str
    at_risk: bool
    category: str
    is_promotional: bool
    clash: str = ""

    @property
    def movable(self) -> bool:
        return self.state in MOVABLE

    @property
    def clock(self) -> str:
        """Hours and minutes in Beijing."""
        return self.wall[11:16]

    @property
    def day(self) -> dt.date:
        """The day in Beijing."""
        return dt.date.fromisoformat(self.wall[:10])

    @property
    def said(self) -> str:
        """What its state is called."""
        return _("请人工发布") if self.by_hand else str(LABELS[self.state])


COLUMNS = (
    "pk",
    "account_id",
    "scheduled_at",
    "spread_seconds",
    "state",
    "handed_over_at",
    "account__nickname",
    "post__category__colour",
    "beginning",
    "at_risk",
    "post__category__name",
    "post__category__is_promotional",
)


def chips(slots: SlotQuerySet, limit: int | None = None) -> list[Chip]:
    """The slots as plain rows: one query, no objects, of the texts only their beginnings."""
    rows = slots.order_by("scheduled_at", "pk").annotate(
        at_risk=is_at_risk(), beginning=Coalesce(Left("post__version__text", TITLE), Value(""))
    )
    return [_chip(row) for row in rows.values_list(*COLUMNS)[:limit]]


def _chip(row: tuple[Any, ...]) -> Chip:
    pk, account_id, at, spread, state, handed, account, colour, text, at_risk, category, promotional = row
    if spread:
        at -= dt.timedelta(seconds=spread)
    local = at.astimezone(BEIJING)
    return Chip(
        pk,
        account_id,
        at,
        local.isoformat()[:19],
        state,
        handed is not None and state != SlotState.PUBLISHED,
        account,
        colour,
        text,
        at_risk and state == SlotState.PLANNED,
        category,
        promotional,
    )


@dataclass(frozen=True, slots=True)
class Ghost:
    """Empty places at one time: of one account, or of several drawn together."""

    at: dt.datetime
    account_ids: tuple[int, ...]
    account: str


def ghosts(accounts: "QuerySet[WeiboAccount]", start: dt.datetime, end: dt.datetime) -> list[Ghost]:
    """The empty places of the accounts' slot plans (K1), those at one time drawn together; three queries."""
    names = dict(accounts.filter(slot_plan__isnull=False).values_list("pk", "nickname"))
    empty = openings(names, start, end) if names else []
    by_time: dict[dt.datetime, list[int]] = {}
    for opening in empty:
        by_time.setdefault(opening.at, []).append(opening.account_id)
    return [Ghost(at, tuple(ids), names[ids[0]] if len(ids) == 1 else "") for at, ids in by_time.items()]


def by_day(rows: Iterable[Chip]) -> dict[dt.date, list[Chip]]:
    """Chips grouped by their day in Beijing."""
    days: dict[str, list[Chip]] = {}
    for chip in rows:
        days.setdefault(chip.wall[:10], []).append(chip)
    return {dt.date.fromisoformat(day): found for day, found in days.items()}


def counts_by_category(slots: SlotQuerySet) -> dict[int, int]:
    """How many of them are of each category; together they are all of them. One query."""
    rows = slots.order_by().values_list("post__category_id").annotate(Count("pk"))
    return dict(rows)


def wall_clock(at: dt.datetime) -> str:
    """An instant as the calendar's own clock shows it, without zone: the calendar runs on Beijing time."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%dT%H:%M:%S")


def read_wall_clock(text: str) -> dt.datetime | None:
    """The instant behind what the calendar or a form sent, with or without zone; None when it is no time."""
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.replace(tzinfo=BEIJING) if at.tzinfo is None else at
