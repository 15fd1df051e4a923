"""The dispatch board: what is leaving, what leaves within the hour, what is at risk, what needs a person."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import AccountState, WeiboAccount
from content.models import PostState
from core import heartbeats
from publishing.models import Risk, Slot, SlotState
from publishing.models.slots import SlotQuerySet
from publishing.queries.risks import is_at_risk, mends_of, open_risks, risks_of

SHOWN: Final = 8
"""Cards of a column; the rest is one click away."""
SHOWN_ALONE: Final = 100
SILENT = dt.timedelta(seconds=60)
"""A dispatcher that has not been heard for longer is said to be silent."""
LEAVING = dt.timedelta(seconds=60)
SOON = dt.timedelta(hours=1)
LATELY = dt.timedelta(minutes=15)
OVERDUE = dt.timedelta(seconds=90)
TITLES: Final = {
    "now": (_lazy("正在发出与刚发出"), _lazy("现在没有要发的。")),
    "next_hour": (_lazy("一小时内"), _lazy("一小时内没有排期。")),
    "at_risk": (_lazy("有风险"), _lazy("未来 72 小时的排期都没有发现问题。")),
    "by_hand": (_lazy("请人工发布"), _lazy("没有等着人工发布的。")),
    "unknown": (_lazy("待核实"), _lazy("没有结果不明的发送。")),
    "missed": (_lazy("已错过"), _lazy("没有错过的排期。")),
    "failed": (_lazy("发布失败"), _lazy("没有失败的发布。")),
    "held": (_lazy("已冻结或等待授权"), _lazy("没有被暂停的排期。")),
}
"""The columns in order: title, and what stands there when it is empty."""
BULK: Final = {
    "next_hour": ("next_slot", "by_hand", "cancel"),
    "at_risk": ("next_slot", "by_hand", "cancel"),
    "by_hand": ("cancel",),
    "missed": ("next_slot", "send_now", "by_hand", "cancel"),
    "failed": ("next_slot", "send_now", "by_hand", "cancel"),
    "held": ("release", "cancel"),
}
"""What can be done with several cards of a column at once. What is unknown is decided one by one."""
WAITING: Final = (SlotState.UNKNOWN, SlotState.MISSED, SlotState.HELD, SlotState.SENDING)


@dataclass(frozen=True, slots=True)
class Card:
    """One slot on the board: what endangers it, and what can be done about it by one click."""

    slot: Slot
    risks: tuple[Risk, ...]
    actions: tuple[str, ...]
    why_not: str = ""
    overdue: bool = False

    @property
    def mark(self) -> str:
        """Changes whenever the card looks different."""
        slot = self.slot
        parts = [
            slot.updated_at,
            slot.account.state,
            self.actions,
            self.overdue,
            *((r.pk, r.text, r.params) for r in self.risks),
        ]
        return _digest(parts)[:10]


@dataclass(frozen=True, slots=True)
class Column:
    """One box of the board: its first cards and how many there are."""

    name: str
    cards: list[Card] = field(default_factory=list)
    count: int = 0

    @property
    def title(self) -> str:
        return str(TITLES[self.name][0])

    @property
    def empty(self) -> str:
        """What stands there when nothing does."""
        return str(TITLES[self.name][1])

    @property
    def bulk(self) -> tuple[str, ...]:
        """What can be done with several at once by whoever may act on any of those shown."""
        return BULK.get(self.name, ()) if any(card.actions for card in self.cards) else ()

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.cards)

    @property
    def mark(self) -> str:
        """Changes whenever the column looks different."""
        return _digest([self.count, *((card.slot.pk, card.mark) for card in self.cards)])[:12]


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on the board at one instant."""

    columns: dict[str, Column]
    at: dt.datetime
    sender_at: dt.datetime | None

    @property
    def sender_silent(self) -> bool:
        """Nobody sends: said aloud, because silence here is the worst failure."""
        return self.sender_at is None or self.at - self.sender_at > SILENT

    @property
    def troubles(self) -> int:
        """What waits for a person and will not settle by itself."""
        return sum(self.columns[name].count for name in ("unknown", "missed", "failed") if name in self.columns)

    @property
    def poll(self) -> int:
        """Seconds until it is worth looking again."""
        busy = any(self.columns[name].count for name in ("now", "unknown") if name in self.columns)
        near = self.columns.get("next_hour")
        return 2 if busy else 5 if near and near.count else 10


def slots_in_trouble() -> SlotQuerySet:
    """What waits for a person, whatever the account: unknown, missed, failed. The matrix counts them by account."""
    failed = Q(state=SlotState.FAILED, post__state=PostState.FAILED)
    return Slot.objects.filter(Q(state__in=[SlotState.UNKNOWN, SlotState.MISSED]) | failed)


def board(accounts: "QuerySet[WeiboAccount]", *, at: dt.datetime, may: set[int] | None = None, only: str = "") -> Board:
    """The board of some accounts; `may`: for which of them the person may act, None for all; `only`: one column."""
    wanted = [only] if only in TITLES else list(TITLES)
    limit = SHOWN_ALONE if only in TITLES else SHOWN
    slots = {name: _slots_of(name, Slot.objects.filter(account__in=accounts), at) for name in wanted}
    first = {name: _first(rows, limit + 1) for name, rows in slots.items()}
    risks = risks_of(slot.pk for rows in first.values() for slot in rows)
    columns = {}
    for name, rows in first.items():
        count = slots[name].count() if len(rows) > limit else len(rows)
        cards = [_card(name, slot, tuple(risks.get(slot.pk, ())), at, may) for slot in rows[:limit]]
        columns[name] = Column(name, cards, count)
    return Board(columns, at, heartbeats.last_beat("publishing.dispatch"))


def _slots_of(name: str, slots: SlotQuerySet, at: dt.datetime) -> SlotQuerySet:
    planned = slots.filter(state=SlotState.PLANNED)
    unhanded = planned.filter(handed_over_at__isnull=True)
    if name == "now":
        leaving = Q(state=SlotState.PLANNED, handed_over_at__isnull=True, scheduled_at__lte=at + LEAVING)
        lately = Q(state=SlotState.PUBLISHED, updated_at__gte=at - LATELY, scheduled_at__gte=at - dt.timedelta(days=3))
        return slots.filter(Q(state=SlotState.SENDING) | leaving | lately).order_by("-scheduled_at", "-pk")
    return {
        "next_hour": lambda: unhanded.filter(scheduled_at__gt=at + LEAVING, scheduled_at__lte=at + SOON),
        "at_risk": lambda: planned.filter(is_at_risk(), scheduled_at__gt=at),
        "by_hand": lambda: planned.filter(handed_over_at__isnull=False),
        "unknown": lambda: slots.filter(state=SlotState.UNKNOWN),
        "missed": lambda: slots.filter(state=SlotState.MISSED).order_by("-scheduled_at", "-pk"),
        "failed": lambda: slots.filter(state=SlotState.FAILED, post__state=PostState.FAILED).order_by(
            "-scheduled_at", "-pk"
        ),
        "held": lambda: slots.filter(state=SlotState.HELD),
    }[name]()


def _first(slots: SlotQuerySet, limit: int) -> list[Slot]:
    rows = slots.select_related("account", "post__category", "post__version", "publication", "held_by")
    return list(rows[:limit])


def _card(column: str, slot: Slot, risks: tuple[Risk, ...], at: dt.datetime, may: set[int] | None) -> Card:
    overdue = column == "now" and slot.state == SlotState.PLANNED and slot.scheduled_at < at - OVERDUE
    if may is not None and slot.account_id not in may:
        return Card(slot, risks, (), _("您没有这个账号的排期权限，只能查看。"), overdue)
    actions, why_not = _ways(column, slot, risks, at)
    return Card(slot, risks, actions, why_not, overdue)


def _ways(column: str, slot: Slot, risks: tuple[Risk, ...], at: dt.datetime) -> tuple[tuple[str, ...], str]:
    """What can be done by one click, the likeliest first; or why nothing can."""
    if column == "at_risk":
        mends = dict.fromkeys(mend for risk in risks for mend in mends_of(risk))
        return tuple(dict.fromkeys([*mends, "next_slot", "cancel"]))[:4], ""
    if slot.state == SlotState.PLANNED:
        if slot.handed_over_at is not None:
            return ("hand_over", "back", "cancel"), ""
        if slot.scheduled_at > at:
            return ("next_slot", "by_hand", "cancel"), ""
        return (), slot.state_detail or _("到点了，正等发送进程领取。")
    if slot.state == SlotState.UNKNOWN:
        if slot.check_after is None:
            return ("stands", "absent"), ""
        return (), _("系统正在核实，为避免重复发布，核实结束前不能重发。")
    if slot.state == SlotState.HELD:
        renew = ("renew",) if slot.account.state == AccountState.EXPIRED else ()
        return (*renew, "release", "cancel"), ""
    if slot.state in {SlotState.MISSED, SlotState.FAILED}:
        edit = ("edit",) if slot.state == SlotState.FAILED else ()
        return (*edit, "send_now", "next_slot", "by_hand", "cancel"), ""
    return (), _("正在发送，不能再改动。") if slot.state == SlotState.SENDING else ""


def board_stamp(accounts: "QuerySet[WeiboAccount]", *, at: dt.datetime) -> str:
    """Changes whenever the board does: for ETag, so that a poll costs three short queries while nothing happens."""
    slots = Slot.objects.filter(account__in=accounts).order_by()
    near = Q(state=SlotState.PLANNED, scheduled_at__lte=at + SOON)
    lately = Q(state=SlotState.PUBLISHED, updated_at__gte=at - LATELY, scheduled_at__gte=at - dt.timedelta(days=3))
    failed = Q(state=SlotState.FAILED, post__state=PostState.FAILED)  # an edit or a new slot takes it off the board
    facts = slots.filter(Q(state__in=WAITING) | failed | near | lately).aggregate(
        changed=Max("updated_at"),
        count=Count("pk"),
        leaving=Count("pk", filter=Q(state=SlotState.PLANNED, scheduled_at__lte=at + LEAVING)),
        overdue=Count("pk", filter=Q(state=SlotState.PLANNED, scheduled_at__lt=at - OVERDUE)),
    )
    risks = open_risks().filter(slot__account__in=accounts).order_by()
    dangers = risks.aggregate(seen=Max("checked_at"), count=Count("pk"))
    age = heartbeats.age("publishing.dispatch", now=at)
    return _digest([*facts.values(), *dangers.values(), f"{at:%Y%m%d}", age is None or age > SILENT])[:20]


def count_at_risk(accounts: "QuerySet[WeiboAccount]", *, at: dt.datetime) -> int:
    """How many planned posts something endangers, for the workbench and the state line."""
    return _slots_of("at_risk", Slot.objects.filter(account__in=accounts), at).count()


def _digest(parts: Iterable[object]) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()
