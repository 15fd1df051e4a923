"""What the overview shows beside what every page of insight does: each account and each group (I1, I3)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import AccountGroup, WeiboAccount
from content.models import Category
from reports.models import DailyRollup, Dimension
from reports.queries.insight import SMALLEST, Line

WEEK = dt.timedelta(days=7)
SHOWN = 100
"""Rows of the table; the file has all of them."""
_SUMS = """
SELECT r.key, sum(r.posts), sum(r.reposts + r.comments + r.likes), sum(r.followers_growth), sum(r.threads),
    sum(r.answered), sum(r.failed), sum(r.missed)
FROM reports_dailyrollup r
WHERE r.dimension = %(dimension)s AND r.day >= %(first)s AND r.day <= %(last)s
    AND (%(accounts)s::bigint[] IS NULL OR r.key = ANY(%(accounts)s))
GROUP BY r.key
"""


@dataclass(frozen=True)
class AccountLine:
    """One account over the span."""

    account: WeiboAccount
    posts: int
    interactions: int
    followers_growth: int | None
    threads: int
    answered: int
    failed: int
    missed: int
    followers: int | None

    @property
    def per_post(self) -> float | None:
        return self.interactions / self.posts if self.posts else None

    @property
    def is_small(self) -> bool:
        return self.posts < SMALLEST

    @property
    def trouble(self) -> int:
        return self.failed + self.missed


@dataclass(frozen=True)
class GroupLine:
    """One account group; the middle is that of its accounts with enough posts, None when there is none."""

    name: str
    pk: int | None
    accounts: int
    posts: int
    interactions: int
    middle: float | None


def account_lines(accounts: frozenset[int] | None, *, first: dt.date, last: dt.date) -> list[AccountLine]:
    """Most reactions first; three queries."""
    params: dict[str, Any] = {
        "dimension": Dimension.ACCOUNT.value, "first": first, "last": last,
        "accounts": None if accounts is None else list(accounts),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, params)
        rows = cursor.fetchall()
    followers = _followers(accounts, last)
    known = WeiboAccount.objects.in_bulk([row[0] for row in rows])
    figures = {key: [*sums, followers.get(key)] for key, *sums in rows if key in known}
    lines = [AccountLine(known[key], *numbers) for key, numbers in figures.items()]
    return sorted(lines, key=lambda line: (-line.interactions, line.account.pk))


def _followers(accounts: frozenset[int] | None, last: dt.date) -> dict[int, int]:
    """The last that was read within the span's last week; an account that nobody reads has none."""
    rows = DailyRollup.objects.filter(dimension=Dimension.ACCOUNT, day__gt=last - WEEK, day__lte=last)
    rows = rows if accounts is None else rows.filter(key__in=accounts)
    known = rows.filter(followers__isnull=False).order_by("day").values_list("key", "followers")
    return {key: followers for key, followers in known if followers is not None}


def group_lines(lines: Iterable[AccountLine]) -> list[GroupLine]:
    """The groups beside each other, by what the middle account gets for a post; groups without one stand behind."""
    by_group: dict[int | None, list[AccountLine]] = defaultdict(list)
    for line in lines:
        by_group[line.account.group_id].append(line)
    names: dict[int | None, str] = dict(AccountGroup.objects.values_list("pk", "name"))
    found = []
    for pk, members in by_group.items():
        posted = [line.per_post for line in members if line.per_post is not None and not line.is_small]
        found.append(
            GroupLine(
                names.get(pk, _("未分组")), pk, len(members), sum(line.posts for line in members),
                sum(line.interactions for line in members), median(posted) if posted else None,
            )
        )  # fmt: skip
    return sorted(found, key=lambda group: (group.middle is None, -(group.middle or 0), group.name))


def category_bars(lines: Iterable[Line]) -> list[list[Any]]:
    """For the chart of categories: name, posts, interactions, colour; without those with few posts."""
    ranked = [line for line in lines if line.rank is not None]
    colours = dict(Category.objects.filter(pk__in=[line.key for line in ranked]).values_list("pk", "colour"))
    return [[line.name, line.posts, line.interactions, colours[line.key]] for line in ranked]
