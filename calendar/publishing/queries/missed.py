"""The Missed box: what did not go out at its time, by what made it so, and where it could go instead."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from accounts.models import WeiboAccount
from core.dates import BEIJING
from publishing.models import Attempt, LateRule, Outage, Outcome, Slot, SlotState
from publishing.models.slots import SlotQuerySet
from publishing.planner import Neighbour
from publishing.queries.openings import LOOK_AHEAD_WEEKS, openings
from publishing.queries.stage import read_stage

SHOWN = 300
KEPT = dt.timedelta(days=60)
LEAD = dt.timedelta(seconds=20)
"""The first of a staggered plan leaves so much later, so that the click can be undone."""
AIR = dt.timedelta(minutes=5)
FURTHEST = dt.timedelta(days=3)


@dataclass(slots=True)
class Group:
    """Missed posts with one cause; of an outage those whose time fell into it."""

    key: str
    title: str
    help: str
    outage: Outage | None = None
    rows: list[Slot] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Box:
    """Everything that was missed, newest cause first; `hidden`: how many are not shown."""

    groups: list[Group]
    count: int

    @property
    def hidden(self) -> int:
        """How many appear when the others are decided."""
        return self.count - sum(len(group.rows) for group in self.groups)


def missed_box(accounts: "QuerySet[WeiboAccount]", *, at: dt.datetime) -> Box:
    """The box of some accounts; four queries."""
    rows = _missed(Slot.objects.filter(account__in=accounts))
    shown = list(rows.order_by("-scheduled_at", "-pk")[: SHOWN + 1])
    count = len(shown) if len(shown) <= SHOWN else rows.count()
    return Box(groups_of(shown[:SHOWN], outages_since(at - KEPT), at=at), count)


def _missed(slots: SlotQuerySet) -> SlotQuerySet:
    last = Attempt.objects.filter(slot=OuterRef("pk")).order_by("-generation").values("outcome")[:1]
    rows = slots.filter(state=SlotState.MISSED).annotate(last_outcome=Subquery(last))
    return rows.select_related("account", "post__category", "post__version")


def outages_since(since: dt.datetime) -> list[Outage]:
    """The outages that have not ended before, the newest first."""
    rows = Outage.objects.exclude(ended_at__lt=since)
    return list(rows.order_by("-started_at")[:200])


def groups_of(slots: Iterable[Slot], outages: Sequence[Outage], *, at: dt.datetime) -> list[Group]:
    """Missed slots (with `last_outcome`) by cause, in the order in which they come."""
    found: dict[str, Group] = {}
    for slot in slots:
        group = group_of(slot, outages, at=at)
        found.setdefault(group.key, group).rows.append(slot)
    return sorted(found.values(), key=lambda group: group.outage is None)


def group_of(slot: Slot, outages: Sequence[Outage], *, at: dt.datetime) -> Group:
    """Why a slot was missed: the outage its time fell into, the limit of Weibo, or its own rule."""
    outage = next((one for one in outages if one.started_at <= slot.scheduled_at <= (one.ended_at or at)), None)
    if outage is not None:
        return Group(f"outage:{outage.pk}", outage_title(outage, at=at), _("恢复后已超过各自最多可迟的时间。"), outage)
    if getattr(slot, "last_outcome", "") == Outcome.LIMITED:
        return Group("limited", _("微博限制了发布频次"), _("等到可以再发时已经太迟。"))
    if slot.late_rule == LateRule.ASK:
        return Group("ask", _("等人决定"), _("这些内容的规则是：错过时间先问人，不自动补发。"))
    if slot.late_rule == LateRule.SKIP:
        return Group("skip", _("按规则错过不发"), _("这些内容过了时间就不该再发，多半可以取消。"))
    return Group("late", _("过了时间"), _("当时没有发出，现在已超过最多可迟的时间。"))


def outage_title(outage: Outage, *, at: dt.datetime) -> str:
    """An outage in words: from when to when, how long."""
    start, end = outage.started_at.astimezone(BEIJING), (outage.ended_at or at).astimezone(BEIJING)
    minutes = max(1, round((end - start).total_seconds() / 60))
    values = {"day": f"{start:%m-%d}", "start": f"{start:%H:%M}", "end": f"{end:%H:%M}", "minutes": minutes}
    if outage.ended_at is None:
        return _("%(day)s %(start)s 起发送服务没有响应，已 %(minutes)d 分钟") % values
    return _("%(day)s %(start)s–%(end)s 发送服务停了 %(minutes)d 分钟") % values


@dataclass(frozen=True, slots=True)
class Place:
    """Where a missed post could go; without a time `why` says why not."""

    slot: Slot
    at: dt.datetime | None
    why: str = ""


def staggered_places(slots: Iterable[Slot], *, at: dt.datetime) -> list[Place]:
    """Now, one after the other: each account keeps its policy (K2) and its burst limit (K4), the order is kept."""
    rows = sorted(slots, key=lambda slot: (slot.scheduled_at, slot.pk))
    stage = read_stage([slot.post for slot in rows], [at, at + FURTHEST])
    found = []
    for slot in rows:
        timeline = stage.timelines[slot.account_id]
        place = timeline.earliest(at + LEAD, at + FURTHEST)
        if place is not None:
            timeline.add(Neighbour(place, slot.post.category.is_promotional))
        found.append(Place(slot, place, "" if place else _("三天内没有合规则的空位，请另选时间。")))
    return found


def free_places(slots: Iterable[Slot], *, at: dt.datetime) -> list[Place]:
    """The next empty places of each account's plan (K1) that break no rule, in the order of the posts."""
    rows = sorted(slots, key=lambda slot: (slot.scheduled_at, slot.pk))
    end = at + dt.timedelta(weeks=LOOK_AHEAD_WEEKS)
    stage = read_stage([slot.post for slot in rows], [at, end])
    empty: dict[int, list[dt.datetime]] = {}
    for opening in openings({slot.account_id for slot in rows}, at + AIR, end):
        empty.setdefault(opening.account_id, []).append(opening.at)
    found = []
    for slot in rows:
        timeline, promotional = stage.timelines[slot.account_id], slot.post.category.is_promotional
        left = empty.get(slot.account_id, [])
        place = next((one for one in left if not timeline.breaches(one, promotional=promotional)), None)
        if place is not None:
            left.remove(place)
            timeline.add(Neighbour(place, promotional))
        found.append(Place(slot, place, "" if place else _("周计划里没有合适的空时段，请另选时间。")))
    return found
