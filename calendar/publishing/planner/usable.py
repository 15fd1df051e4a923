"""Why a post may not stand at a time, whatever else is planned (K5, K7, K8, A11, C11). Pure."""

import datetime as dt

from django.utils.translation import gettext as _

from content.reviewing.windows import why_outside_window
from core.dates import local_day
from publishing.planner.stock import Candidate, Stock

APART = dt.timedelta(minutes=30)
"""A11: two accounts never say the same idea nearer than this when the planner has the choice."""


def why_unusable(stock: Stock, one: Candidate, at: dt.datetime) -> str:
    """The sentence; empty when nothing but the rest of the plan speaks against it."""
    day = local_day(at)
    if one.refusal:
        return one.refusal
    if (one.runs_from and at < one.runs_from) or (one.runs_until and at > one.runs_until):
        return _("不在所属活动的时间内")
    if outside := why_outside_window(one.approved_from, one.approved_until, at):
        return outside
    if one.fresh_until is not None and day > one.fresh_until:
        return _("最迟只能在 %(day)s 发") % {"day": f"{one.fresh_until:%m-%d}"}
    if one.rights_until is not None and day > one.rights_until:
        return _("图片或故事的授权只到 %(day)s") % {"day": f"{one.rights_until:%m-%d}"}
    for silent in stock.silent:
        if one.category_id in silent.categories and silent.start <= at < silent.end:
            return _("当天是静默日“%(name)s”") % {"name": silent.name}
    if one.idea_id is not None and any(abs(at - other) < APART for other in stock.elsewhere.get(one.idea_id, ())):
        return _("别的账号在差不多的时间发同一个选题")
    return why_out_of_turn(stock, one, at)


def why_out_of_turn(stock: Stock, one: Candidate, at: dt.datetime) -> str:
    """C11: the order and the rhythm of its series, as far as the calendar already decides them."""
    series = stock.series.get(one.series_id) if one.series_id is not None else None
    if series is None:
        return ""
    earlier = [number for number in series.missing if number < one.number]
    if earlier:
        values = {"name": series.name, "number": min(earlier)}
        return _("系列“%(name)s”的第 %(number)d 期还没有通过审核") % values
    if not all(in_turn(number, when, one.number, at, series.least_days) for number, when in series.placed):
        return _("系列“%(name)s”的先后或间隔不合") % {"name": series.name}
    return ""


def in_turn(number: int, when: dt.datetime, other: int, at: dt.datetime, least_days: int) -> bool:
    """Two parts of a series stand in order, and far enough from each other."""
    first, second = (when, at) if number < other else (at, when)
    return number != other and first < second and (local_day(second) - local_day(first)).days >= least_days
