"""C1: two weeks ahead: what the planned posts and the stock give beside the quotas, and where they will fall short."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import WeiboAccount
from content.models import Category
from core.dates import Week, local_day, week_of
from publishing.planner import Need
from publishing.queries.proposals import WeekPlan, propose_weeks, weeks_from

AHEAD = 2


@dataclass(frozen=True, slots=True)
class Outlook:
    """One category of one week."""

    category: Category
    wanted: int
    planned: int
    could: int
    """Posts in stock that fit in empty places beside what is planned."""
    short: int


@dataclass(frozen=True, slots=True)
class WeekAhead:
    """One account's week: its categories, and what becomes of its places."""

    week: Week
    outlooks: tuple[Outlook, ...]
    places: int
    empty: int
    """Places for which nothing is in stock, or that the unallocated share leaves free."""

    @property
    def short(self) -> int:
        return sum(row.short for row in self.outlooks)


@dataclass(frozen=True, slots=True)
class Forecast:
    """One account's two weeks."""

    account: WeiboAccount
    weeks: tuple[WeekAhead, ...]

    @property
    def lines(self) -> list[tuple[Category, tuple[Outlook | None, ...]]]:
        """Category by category, both weeks beside each other."""
        by_week = [{row.category.pk: row for row in ahead.outlooks} for ahead in self.weeks]
        known = {row.category.pk: row.category for ahead in self.weeks for row in ahead.outlooks}
        return [(category, tuple(rows.get(key) for rows in by_week)) for key, category in known.items()]


def forecasts(accounts: Sequence[WeiboAccount], *, at: dt.datetime) -> list[Forecast]:
    """The two weeks after the running one; what the rest of this week takes from the stock is gone by then."""
    weeks = weeks_from(week_of(local_day(at)), AHEAD + 1)
    categories = {row.pk: row for row in Category.objects.all()}
    ahead: dict[int, list[WeekAhead]] = defaultdict(list)
    for plan in propose_weeks(accounts, weeks, at=at):
        if plan.week != weeks[0]:
            ahead[plan.account.pk].append(_week_ahead(plan, categories))
    return [Forecast(account, tuple(ahead[account.pk])) for account in accounts]


def _week_ahead(plan: WeekPlan, categories: dict[int, Category]) -> WeekAhead:
    return WeekAhead(
        week=plan.week,
        outlooks=tuple(_outlook(need, categories[need.category_id]) for need in plan.filling.needs),
        places=plan.stock.total,
        empty=len(plan.filling.gaps),
    )


def _outlook(need: Need, category: Category) -> Outlook:
    return Outlook(category, need.wanted, need.planned, need.proposed, need.short)
