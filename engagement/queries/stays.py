"""Stay-with-it tasks (K6): which rule counts, who works when, the lists, and the figures of a week."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, QuerySet

from accounts.models import User, WeiboAccount
from content.models import Category
from core.dates import BEIJING, Week, local_day
from core.holidays import SHIPPED, OfficialDays, official_days
from engagement.models import StayRule, StayState, StayTask, Thread, ThreadState
from publishing.models import Publication

LOOKED_BACK = dt.timedelta(hours=6)
"""A post older than this without a task gets none any more: its first comments have had their answers or not."""
SHOWN = 100
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules, and which days are worked, so that a sweep reads them once."""

    rows: list[StayRule]
    official: OfficialDays = field(default=SHIPPED)

    def of(self, account_id: int, category_id: int) -> StayRule:
        """The most telling one: account and category, account, category, the general one."""
        for wanted in ((account_id, category_id), (account_id, None), (None, category_id), (None, None)):
            for rule in self.rows:
                if (rule.account_id, rule.category_id) == wanted:
                    return rule
        return StayRule()


def stay_rules() -> Rules:
    """Everything that is set, the general rule first."""
    rows = StayRule.objects.select_related("account", "category", "duty")
    ordered = rows.order_by(F("account__nickname").asc(nulls_first=True), F("category__pk").asc(nulls_first=True))
    return Rules(list(ordered), official_days())


def works_at(rule: StayRule, at: dt.datetime, official: OfficialDays = SHIPPED) -> bool:
    """Within the rule's hours on a working day."""
    local = at.astimezone(BEIJING)
    if not official.is_worked(local_day(at)):
        return False
    if rule.starts <= rule.ends:
        return rule.starts <= local.time() < rule.ends
    return local.time() >= rule.starts or local.time() < rule.ends  # a night shift


def without_stay(*, now: dt.datetime, ids: Collection[int] | None = None) -> list[Publication]:
    """Posts that went out lately and have no task yet."""
    rows = Publication.objects.filter(stay__isnull=True, deleted_at__isnull=True, published_at__gte=now - LOOKED_BACK)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    return list(rows.select_related("account__owner", "account__deputy", "post__author").order_by("pk")[:AT_ONCE])


def stays_of(accounts: "QuerySet[WeiboAccount]") -> "QuerySet[StayTask]":
    """Tasks of these accounts, with their comments counted."""
    return counted(StayTask.objects.filter(account__in=accounts))


def counted(tasks: "QuerySet[StayTask]") -> "QuerySet[StayTask]":
    """With `said` and `waiting`: comments under the post so far, and those that nobody has answered."""
    waits = Q(publication__threads__state=ThreadState.OPEN)
    rows = tasks.select_related("account", "owner", "publication__post__category")
    return rows.annotate(said=Count("publication__threads"), waiting=Count("publication__threads", filter=waits))


@dataclass(frozen=True, slots=True)
class StayList:
    """The page: what is to be done, what is put off, what was done lately."""

    now: list[StayTask]
    later: list[StayTask]
    done: list[StayTask]


def stay_list(tasks: "QuerySet[StayTask]", *, owner: User | None, now: dt.datetime) -> StayList:
    """Of these tasks, one person's or everybody's."""
    rows = tasks.filter(owner=owner) if owner else tasks
    open_ones = list(rows.filter(state=StayState.OPEN).order_by("due_at", "pk")[:SHOWN])
    later = [task for task in open_ones if task.snoozed_until and task.snoozed_until > now]
    done = rows.exclude(state=StayState.OPEN).filter(ended_at__gte=now - dt.timedelta(days=1)).order_by("-ended_at")
    return StayList([task for task in open_ones if task not in later], later, list(done[:30]))


def comments_of(task: StayTask) -> "QuerySet[Thread]":
    """What people said under the post: the unanswered first, the oldest first."""
    rows = Thread.objects.filter(publication=task.publication_id).select_related("account", "assignee")
    return rows.alias(is_open=Q(state=ThreadState.OPEN)).order_by("-is_open", "received_at", "pk")


@dataclass(frozen=True, slots=True)
class StayFigures:
    """One week: how many tasks there were, how many were begun in time and done, done late, skipped, left open."""

    total: int
    in_time: int
    late: int
    skipped: int
    left: int


def stay_figures(week: Week, *, accounts: "QuerySet[WeiboAccount]") -> StayFigures:
    """K6: in time means begun before the first minutes were over, and finished."""
    rows = StayTask.objects.filter(account__in=accounts, starts_at__gte=week.start, starts_at__lt=week.end)
    rows = rows.exclude(state=StayState.NONE)
    done, in_time = Q(state=StayState.DONE), Q(begun_at__lte=F("due_at"))
    found = rows.aggregate(
        total=Count("pk"),
        in_time=Count("pk", filter=done & in_time),
        late=Count("pk", filter=done & ~in_time),
        skipped=Count("pk", filter=Q(state=StayState.SKIPPED)),
        left=Count("pk", filter=Q(state=StayState.OPEN)),
    )
    return StayFigures(**found)


def stay_categories() -> "QuerySet[Category]":
    """For which sorts of posts rules can be made."""
    return Category.objects.order_by("pk")
