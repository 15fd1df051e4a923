"""K2, K4 at the last moment: what is late keeps the account's rhythm; nothing goes in a burst, whatever its source."""

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.dates import BEIJING
from publishing.dispatch.verdicts import No, Verdict, Wait
from publishing.models import Slot, SlotState
from publishing.planner import Breach, Limits, Timeline
from publishing.planner.lateness import burst_ends, latest_at
from publishing.planner.rules import burst
from publishing.queries.rhythm import is_late

if TYPE_CHECKING:
    from publishing.dispatch.facts import Facts

SOON = dt.timedelta(seconds=3)


def no_because_of_rhythm(slot: Slot, facts: "Facts") -> Verdict | None:
    """Late: wait for the first free place, as far as the lateness rule lets it. On time: only a burst stops it, and
    not even that when somebody gave a reason for it when planning.

    Asked last, of what would go: a place that is given here is taken."""
    if is_late(slot, facts.now):
        return _late(slot, facts)
    return None if slot.reason else _burst(slot, facts)


def _late(slot: Slot, facts: "Facts") -> Verdict | None:
    rhythm, now = facts.rhythm, facts.now
    if slot.account_id in rhythm.busy:
        return Wait(now + SOON)
    timeline = Timeline(rhythm.limits_of(slot), rhythm.around(slot, now))
    broken = timeline.breaches(now)
    if not broken:
        return None
    last = latest_at(slot.scheduled_at, slot.late_rule, slot.late_minutes)
    return _wait_or_miss(slot, facts, timeline.earliest(now, last), _why(broken[0], timeline.limits))


def _why(broken: Breach, limits: Limits) -> str:
    if broken.rule != "same_time":
        return broken.sentence
    return _("这个账号此刻还有一条，两条至少要隔 %(least)d 分钟。") % {"least": max(limits.min_gap_minutes or 0, 1)}


def _burst(slot: Slot, facts: "Facts") -> Verdict | None:
    at, limits = max(facts.now, slot.scheduled_at), facts.rhythm.limits_of(slot)
    gone = [row for row in facts.rhythm.gone(slot) if row.at <= at]
    broken = burst(limits, gone, at)
    if broken is None:
        return None
    last, free_at = latest_at(slot.scheduled_at, slot.late_rule, slot.late_minutes), burst_ends(limits, gone, at)
    return _wait_or_miss(slot, facts, free_at if free_at <= last else None, broken.sentence)


def _wait_or_miss(slot: Slot, facts: "Facts", free_at: dt.datetime | None, why: str) -> Verdict:
    if free_at is None:
        sentence = _("现在补发不合频次规则：%(why)s到最多可迟的时间为止没有空位，没有发出。")
        return No(SlotState.MISSED, sentence % {"why": why})
    facts.rhythm.note(slot, free_at)
    sentence = _("恢复后按频次规则错开：%(why)s等到 %(time)s 再发。")
    return Wait(free_at, sentence % {"why": why, "time": f"{free_at.astimezone(BEIJING):%H:%M}"})
