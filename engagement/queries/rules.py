"""Rules of the inbox for pages and for the sweep: what they would touch, what they did (E1)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.dates import local_day
from engagement.models import CareTeam, InboxRule, Priority, RuleTouch, SavedReply, Thread, ThreadState, ThreadTag
from engagement.queries.goals import Goals, current_goals
from engagement.sorting.rules import Plan, RuleValues, Seen, decide, differing

TRIED: Final = dt.timedelta(days=30)
SHOWN: Final = 8
MOST: Final = 20_000
"""Threads that a trial looks at, the newest first."""
DIFFERENCES: Final = {
    "tags": gettext_lazy("标签"),
    "priority": gettext_lazy("优先级"),
    "who": gettext_lazy("分配"),
    "saved_reply": gettext_lazy("建议的常用回复"),
    "closes": gettext_lazy("关闭"),
}


@dataclass(frozen=True)
class Otherwise:
    """One thread that the rules would treat otherwise than now, in words."""

    thread: Thread
    before: str
    after: str


@dataclass
class Trial:
    """A change of one rule, tried: what the rule alone would have touched, and what all rules together would have done
    otherwise than they do now. `waiting` of those still wait; `differences` counts in what they differ, by label."""

    looked_at: int = 0
    touched: int = 0
    examples: list[Thread] = field(default_factory=list)
    otherwise: int = 0
    waiting: int = 0
    differences: dict[str, int] = field(default_factory=dict)
    changes: list[Otherwise] = field(default_factory=list)
    is_cut: bool = False


@dataclass(frozen=True)
class Draft:
    """A rule as it is typed; without a `rule` a new one, which comes last."""

    rule: InboxRule | None
    values: RuleValues
    active: bool


@dataclass
class Watch:
    """Says whether a message came in working time; days are worked out once for each account."""

    goals: Goals

    def seen(self, thread: Thread) -> Seen:
        """A thread as rules see it."""
        spans = self.goals.day(thread.account).spans(local_day(thread.received_at))
        working = any(begins <= thread.received_at < ends for begins, ends in spans)
        author, followers = thread.author_name, thread.author_followers
        return Seen(thread.text, thread.kind, thread.account_id, author, followers, working)


def rules_in_force() -> list[InboxRule]:
    """Those in use, in their order."""
    return list(InboxRule.objects.filter(is_active=True))


def rule_rows(now: dt.datetime) -> "QuerySet[InboxRule]":
    """All rules, each with how many threads it touched in 30 days as `lately`."""
    lately = Count("touches", filter=Q(touches__at__gt=now - TRIED))
    return InboxRule.objects.select_related("changed_by").annotate(lately=lately)


def touched_by(rule: InboxRule) -> list[RuleTouch]:
    """The newest threads it did something with."""
    return list(rule.touches.select_related("thread__account").order_by("-at", "-pk")[:SHOWN])


def try_rule(draft: Draft, threads: "QuerySet[Thread]", *, now: dt.datetime) -> Trial:
    """The rule over what waits and what came in the last 30 days: alone, and among all others; nothing is changed."""
    return _compared(draft.values, *rules_before_and_after(draft), threads, now=now)


def try_removal(rule: InboxRule, threads: "QuerySet[Thread]", *, now: dt.datetime) -> Trial:
    """As `try_rule`, without the rule."""
    return try_rule(Draft(rule, RuleValues.of(rule.values), active=False), threads, now=now)


def try_move(rule: InboxRule, threads: "QuerySet[Thread]", *, up: bool, now: dt.datetime) -> Trial:
    """As `try_rule`, with the rule one place earlier or later."""
    rows = list(InboxRule.objects.all())
    before, after = (
        [RuleValues.of(row.values) for row in order if row.is_active] for order in (rows, moved(rows, rule, up=up))
    )
    return _compared(RuleValues.of(rule.values), before, after, threads, now=now)


def moved(rows: Sequence[InboxRule], rule: InboxRule, *, up: bool) -> list[InboxRule]:
    """The rules in their order, one of them a place earlier or later; the first and the last go no further."""
    order = list(rows)
    place = next((index for index, row in enumerate(order) if row.pk == rule.pk), 0)
    other = place - 1 if up else place + 1
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    return order


def _compared(
    alone: RuleValues, before: list[RuleValues], after: list[RuleValues], threads: "QuerySet[Thread]", *,
    now: dt.datetime,
) -> Trial:  # fmt: skip
    watch, told, trial = Watch(current_goals()), _Told(), Trial()
    rows = threads.filter(Q(received_at__gt=now - TRIED) | Q(state=ThreadState.OPEN)).select_related("account")
    for thread in rows.order_by("-pk")[: MOST + 1]:
        if trial.looked_at == MOST:
            trial.is_cut = True
            break
        trial.looked_at += 1
        seen = watch.seen(thread)
        if alone.fits(seen):
            trial.touched += 1
            trial.examples += [thread] if len(trial.examples) < SHOWN else []
        plans = decide(seen, before), decide(seen, after)
        if codes := differing(*plans):
            _note_difference(trial, thread, codes, [told.of(plan) for plan in plans])
    return trial


def rules_before_and_after(draft: Draft) -> tuple[list[RuleValues], list[RuleValues]]:
    """All rules in force in their order, as they are and as they would be."""
    before, after = list[RuleValues](), list[RuleValues]()
    for row in InboxRule.objects.all():
        kept = RuleValues.of(row.values)
        is_it = draft.rule is not None and row.pk == draft.rule.pk
        before += [kept] if row.is_active else []
        after += [draft.values if is_it else kept] if (draft.active if is_it else row.is_active) else []
    return before, after + ([draft.values] if draft.rule is None and draft.active else [])


def _note_difference(trial: Trial, thread: Thread, codes: tuple[str, ...], told: list[str]) -> None:
    trial.otherwise += 1
    trial.waiting += thread.state == ThreadState.OPEN
    for code in codes:
        label = str(DIFFERENCES[code])
        trial.differences[label] = trial.differences.get(label, 0) + 1
    if len(trial.changes) < SHOWN:
        trial.changes.append(Otherwise(thread, *told))


class _Told:
    """Plans in words; four queries, when the first is told."""

    @cached_property
    def names(self) -> dict[str, dict[int, str]]:
        return {
            "tag": dict(ThreadTag.objects.values_list("pk", "name")),
            "person": {user.pk: str(user) for user in User.objects.filter(is_active=True)},
            "team": dict(CareTeam.objects.values_list("pk", "name")),
            "reply": dict(SavedReply.objects.values_list("pk", "title")),
        }

    def of(self, plan: Plan) -> str:
        """What follows for a message; that nothing does is said, too."""
        tags = _("、").join(self._name("tag", pk) for pk in sorted(plan.tags))
        whom = self._name("person", plan.person) if plan.person else self._name("team", plan.team) if plan.team else ""
        reply = self._name("reply", plan.saved_reply) if plan.saved_reply else ""
        parts = [
            _("标签：%(names)s") % {"names": tags} if tags else "",
            str(Priority(plan.priority).label) if plan.priority else "",
            _("分给%(name)s") % {"name": whom} if whom else "",
            _("建议回复“%(name)s”") % {"name": reply} if reply else "",
            _("当作噪音关闭") if plan.closes else "",
        ]
        return _("；").join(part for part in parts if part) or _("什么也不做")

    def _name(self, kind: str, pk: int | None) -> str:
        return self.names[kind].get(pk or 0, "—")
