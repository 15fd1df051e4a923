"""What stands on the calendar between two instants, in a constant number of queries (K7)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.access import Person, accounts_for
from accounts.models import WeiboAccount
from core.dates import BEIJING, Week
from publishing.models import Slot, SlotState
from publishing.models.slots import SlotQuerySet
from publishing.queries.openings import openings
from publishing.queries.risks import is_at_risk

SHOWN = [state for state in SlotState.values if state != SlotState.CANCELLED]
MOVABLE = {SlotState.PLANNED, SlotState.HELD, SlotState.MISSED, SlotState.FAILED}
TITLE = 40


@dataclass(frozen=True, slots=True)
class Filters:
    """What the person has chosen above the calendar."""

    category: int | None = None
    state: str = ""
    campaign: int | None = None
    person: int | None = None


def week_of_slots(user: Person, week: Week, accounts: "QuerySet[WeiboAccount] | None" = None) -> SlotQuerySet:
    """The slots of a week that a person may see, for a server-rendered list."""
    chosen = accounts_for(user) if accounts is None else accounts
    return shown_slots(chosen, week.start, week.end).select_related("account", "post__category", "post__version")


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


@dataclass(frozen=True, slots=True)
class Chip:
    """One slot as the calendar draws it, at its planned minute (K6)."""

    pk: int
    account_id: int
    at: dt.datetime
    state: str
    by_hand: bool
    account: str
    colour: int
    text: str
    at_risk: bool = False
    category: str = ""
    is_promotional: bool = False

    @property
    def movable(self) -> bool:
        return self.state in MOVABLE


def chips(slots: SlotQuerySet) -> list[Chip]:
    """The slots as plain rows: one query, no objects."""
    rows = (
        slots.order_by("scheduled_at", "pk")
        .annotate(at_risk=is_at_risk())
        .values_list(
            "pk",
            "account_id",
            "scheduled_at",
            "spread_seconds",
            "state",
            "handed_over_at",
            "account__nickname",
            "post__category__colour",
            "post__version__text",
            "at_risk",
            "post__category__name",
            "post__category__is_promotional",
        )
    )
    return [
        Chip(
            pk,
            account_id,
            at - dt.timedelta(seconds=spread),
            state,
            handed is not None,
            account,
            colour,
            (text or "")[:TITLE],
            at_risk and state == SlotState.PLANNED,
            category,
            promotional,
        )
        for pk, account_id, at, spread, state, handed, account, colour, text, at_risk, category, promotional in rows
    ]


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


def by_day(slots: SlotQuerySet, limit: int) -> dict[dt.date, list[Slot]]:
    """Slots grouped by day in Beijing, for the list that needs no JavaScript."""
    days: dict[dt.date, list[Slot]] = {}
    for slot in slots.order_by("scheduled_at", "pk")[:limit]:
        days.setdefault(slot.scheduled_at.astimezone(BEIJING).date(), []).append(slot)
    return days


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
