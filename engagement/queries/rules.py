"""Rules of the inbox for pages and for the sweep: what they would touch, what they did (E1)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet

from core.dates import local_day
from engagement.models import InboxRule, RuleTouch, Thread
from engagement.queries.goals import Goals, current_goals
from engagement.sorting.rules import RuleValues, Seen

TRIED: Final = dt.timedelta(days=30)
SHOWN: Final = 8


@dataclass(frozen=True)
class Trial:
    """What a rule would have touched of the last 30 days: how many of how many, the newest of them."""

    touched: int
    looked_at: int
    examples: list[Thread]


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


def try_rule(values: RuleValues, threads: "QuerySet[Thread]", *, now: dt.datetime) -> Trial:
    """The rule over what came in the last 30 days, as if it had stood alone; nothing is changed."""
    watch = Watch(current_goals())
    found, looked_at, examples = 0, 0, list[Thread]()
    rows: Iterable[Thread] = threads.filter(received_at__gt=now - TRIED).select_related("account").order_by("-pk")
    for thread in rows:
        looked_at += 1
        if values.fits(watch.seen(thread)):
            found += 1
            if len(examples) < SHOWN:
                examples.append(thread)
    return Trial(found, looked_at, examples)
