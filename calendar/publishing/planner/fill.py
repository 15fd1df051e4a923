"""K8: which approved posts go into which empty places of a week. Pure; every choice and every gap is explained."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from publishing.planner.rules import Limits, Neighbour, breaches


@dataclass(frozen=True, slots=True)
class Candidate:
    """An approved post that waits for a time."""

    post_id: int
    category_id: int
    category: str
    promotional: bool
    approved_at: dt.datetime
    runs_from: dt.datetime | None = None  # of its campaign
    runs_until: dt.datetime | None = None
    may_run: bool = True


@dataclass(frozen=True, slots=True)
class Stock:
    """What the planner knows of one account's week."""

    account_id: int
    openings: Sequence[dt.datetime]
    candidates: Sequence[Candidate]
    limits: Limits = field(default_factory=Limits)
    neighbours: Sequence[Neighbour] = ()
    quotas: dict[int, float] = field(default_factory=dict)  # percent by category; empty = no plan
    planned: dict[int, int] = field(default_factory=dict)  # posts of the week so far by category


@dataclass(frozen=True, slots=True)
class Choice:
    """A post for a place, and why this one."""

    account_id: int
    at: dt.datetime
    post_id: int
    why: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A place that stays empty, and why."""

    account_id: int
    at: dt.datetime
    why: str


@dataclass(frozen=True, slots=True)
class Filling:
    """A proposal for one week."""

    choices: tuple[Choice, ...]
    gaps: tuple[Gap, ...]


def fill(stock: Stock) -> Filling:
    """Place after place in order of time: the post whose category lacks most against its quota (C1), the one that was
    approved first among equals, as long as K2, K4 and its campaign's dates hold."""
    planned, left = Counter(stock.planned), list(stock.candidates)
    total = planned.total() + len(stock.openings)
    near = list(stock.neighbours)
    choices: list[Choice] = []
    gaps: list[Gap] = []
    for at in sorted(stock.openings):
        ranked = sorted(left, key=lambda one: (-_deficit(stock, one, planned, total), one.approved_at, one.post_id))
        wanted = [one for one in ranked if _deficit(stock, one, planned, total) > 0]
        chosen = next((one for one in wanted if not _why_not(stock, one, at, near)), None)
        if chosen is None:
            gaps.append(Gap(stock.account_id, at, _why_empty(stock, left, wanted, at, near)))
            continue
        choices.append(Choice(stock.account_id, at, chosen.post_id, _why(stock, chosen, planned, total)))
        left.remove(chosen)
        planned[chosen.category_id] += 1
        near.append(Neighbour(at, chosen.promotional))
    return Filling(tuple(choices), tuple(gaps))


def _deficit(stock: Stock, one: Candidate, planned: Counter[int], total: int) -> float:
    """How many posts its category lacks in the week. What no quota names shares the unallocated rest; without any plan
    everything is wanted."""
    if not stock.quotas:
        return 1.0
    if one.category_id in stock.quotas:
        return round(stock.quotas[one.category_id] / 100 * total - planned[one.category_id], 6)
    free = 100 - sum(stock.quotas.values())
    outside = sum(count for category, count in planned.items() if category not in stock.quotas)
    return free / 100 * total - outside


def _why_not(stock: Stock, one: Candidate, at: dt.datetime, near: list[Neighbour]) -> str:
    """The sentence why a post may not stand there; empty when it may."""
    if not one.may_run:
        return _("所属活动还没有备案或已取消")
    if (one.runs_from and at < one.runs_from) or (one.runs_until and at > one.runs_until):
        return _("不在所属活动的时间内")
    found = breaches(stock.limits, near, at, promotional=one.promotional)
    return found[0].sentence if found else ""


def _why(stock: Stock, one: Candidate, planned: Counter[int], total: int) -> str:
    if one.category_id not in stock.quotas:
        return _("“%(category)s”未设配额，按审核通过的先后。") % {"category": one.category}
    lack = _deficit(stock, one, planned, total)
    sentence = _("“%(category)s”配额 %(quota)g%%，本周还缺 %(lack).1f 条；同类中最早通过审核。")
    return sentence % {"category": one.category, "quota": stock.quotas[one.category_id], "lack": lack}


def _why_empty(
    stock: Stock, left: list[Candidate], wanted: list[Candidate], at: dt.datetime, near: list[Neighbour]
) -> str:
    if not left:
        return _("没有已通过审核、还未排期的内容。")
    if not wanted:
        names = _("、").join(sorted({one.category for one in left}))
        return _("剩下的内容都属于已达配额的分类：%(names)s。") % {"names": names}
    return _("可用的 %(count)d 条都不合规则：%(why)s") % {
        "count": len(wanted),
        "why": _why_not(stock, wanted[0], at, near),
    }
