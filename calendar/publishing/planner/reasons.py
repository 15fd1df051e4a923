"""One sentence for every choice and every place that stays empty (K8). Pure."""

import datetime as dt
from collections import Counter

from django.utils.translation import gettext as _

from core.dates import local_day
from publishing.planner.rules import Breach, Neighbour, breaches
from publishing.planner.stock import Candidate, Stock
from publishing.planner.targets import Targets
from publishing.planner.timeline import Timeline
from publishing.planner.usable import in_turn, why_unusable

SOON = dt.timedelta(days=14)
"""What ends within two weeks is said to be used for that."""


def why_chosen(stock: Stock, targets: Targets, one: Candidate, number: int) -> str:
    """`number`: the how manieth of its category it is in the week."""
    values = {"category": one.category, "which": _which(stock, one), "number": number}
    if not targets.wanted:
        return _("没有设置配额；%(which)s。") % values
    if one.category_id not in targets.wanted:
        return _("“%(category)s”不在配额里，用未分配的部分；%(which)s。") % values
    values |= {"quota": stock.quotas[one.category_id], "wanted": targets.wanted[one.category_id]}
    if number > targets.wanted[one.category_id]:
        return _("“%(category)s”配额 %(quota)g%%，目标 %(wanted)d 条已够，在上限内多用一条；%(which)s。") % values
    return _("“%(category)s”配额 %(quota)g%%，本周目标 %(wanted)d 条，这是第 %(number)d 条；%(which)s。") % values


def _which(stock: Stock, one: Candidate) -> str:
    """Why this one among those of its category."""
    if one.series_id is not None and one.series_id in stock.series:
        return _("系列“%(name)s”轮到第 %(number)d 期") % {
            "name": stock.series[one.series_id].name,
            "number": one.number,
        }
    last = stock.openings and max(stock.openings).date() + SOON
    if last and one.last_day <= last:
        values = {"day": f"{one.last_day:%m-%d}", "campaign": one.campaign}
        approved_until = local_day(one.approved_until) if one.approved_until else None
        if one.last_day in (one.fresh_until, approved_until):
            return _("最迟 %(day)s 要发，先用") % values
        if one.last_day == one.rights_until:
            return _("图片或故事的授权只到 %(day)s，先用") % values
        return _("活动“%(campaign)s”到 %(day)s 结束，先用") % values
    return _("同类里最早通过审核")


def _order(one: Candidate) -> tuple[dt.date, dt.datetime, int]:
    return one.last_day, one.approved_at, one.post_id


class Rest:
    """What a filling has left over, asked place by place."""

    def __init__(self, stock: Stock, targets: Targets, taken: dict[dt.datetime, Candidate]) -> None:
        self.stock, self.targets, self.taken = stock, targets, taken
        used = {one.post_id for one in taken.values()}
        self.left = sorted((one for one in stock.candidates if one.post_id not in used), key=_order)
        self.counts = Counter(stock.planned)
        self.counts.update(one.category_id for one in taken.values())
        rows = [Neighbour(at, one.promotional) for at, one in taken.items()]
        self.timeline = Timeline(stock.limits, [*stock.neighbours, *rows])
        self.wanted = [one for one in self.left if self._is_wanted(one)]

    def why_empty(self, at: dt.datetime) -> str:
        """The one thing that keeps it empty: the rhythm, the stock, the quotas, or each post's own reason."""
        if not self.stock.candidates:
            return _("没有已通过审核、还未排期的内容。")
        if (full := self._rhythm(at)) is not None:
            return full.sentence
        if not self.left:
            return _("已通过审核的内容都用上了。")
        if not self.wanted:
            return self._why_none_wanted()
        why = next((why for one in self.wanted if (why := self._why_not(one, at))), "")
        if not why:
            return _("用在这里会让别的配额落空，或打乱后面的安排。")
        if len(self.wanted) == 1:
            return _("还有一条可用，但这个时段不行：%(why)s。") % {"why": why.rstrip("。")}
        return _("可用的 %(count)d 条都不合这个时段，例如：%(why)s。") % {
            "count": len(self.wanted),
            "why": why.rstrip("。"),
        }

    def _why_none_wanted(self) -> str:
        short = [key for key, wanted in self.targets.wanted.items() if self.counts[key] < wanted]
        names = _("、").join(sorted({one.category for one in self.left}))
        if short:
            count = sum(self.targets.wanted[key] - self.counts[key] for key in short)
            sentence = _("还差 %(count)d 条才到配额，但这些分类没有可用的内容；剩下的“%(names)s”已达配额。")
            return sentence % {"count": count, "names": names}
        if self.targets.free > self._outside():
            sentence = _("配额已满，未分配的 %(percent)g%% 留给计划外的内容；剩下的“%(names)s”已达配额。")
            return sentence % {"percent": 100 - sum(self.stock.quotas.values()), "names": names}
        return _("剩下的内容都属于已达配额的分类：%(names)s。") % {"names": names}

    def _outside(self) -> int:
        return sum(count for key, count in self.counts.items() if key not in self.targets.wanted)

    def _is_wanted(self, one: Candidate) -> bool:
        if not self.targets.wanted:
            return True
        if one.category_id in self.targets.wanted:
            return self.counts[one.category_id] < self.targets.wanted[one.category_id]
        return self._outside() < self.targets.free

    def _rhythm(self, at: dt.datetime) -> Breach | None:
        """K2, K4: nothing at all fits there any more."""
        found = breaches(self.stock.limits, self.timeline.near(at), at)
        return found[0] if found else None

    def _why_not(self, one: Candidate, at: dt.datetime) -> str:
        if why := why_unusable(self.stock, one, at):
            return why
        if one.series_id is not None and (why := self._why_out_of_turn(one, at)):
            return why
        if not one.promotional:
            return ""
        if self._promotions() >= self.targets.promotional:
            return _("推广内容本周最多 %(count)d 条") % {"count": max(self.targets.promotional, 0)}
        found = breaches(self.stock.limits, self.timeline.near(at), at, promotional=True)
        return found[0].sentence if found else ""

    def _why_out_of_turn(self, one: Candidate, at: dt.datetime) -> str:
        """C11: what was chosen, and the parts before it that found no place."""
        series = self.stock.series.get(one.series_id or 0)
        values = {"name": series.name if series else ""}
        earlier = [row.number for row in self.left if row.series_id == one.series_id and row.number < one.number]
        if earlier:
            return _("系列“%(name)s”的第 %(number)d 期要在它之前") % {**values, "number": min(earlier)}
        days = series.least_days if series else 0
        parts = [(row.number, when) for when, row in self.taken.items() if row.series_id == one.series_id]
        if all(in_turn(number, when, one.number, at, days) for number, when in parts):
            return ""
        return _("系列“%(name)s”的先后或间隔不合") % values

    def _promotions(self) -> int:
        return self.stock.planned_promotional + sum(one.promotional for one in self.taken.values())
