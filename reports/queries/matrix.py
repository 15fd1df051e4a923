"""The overview's numbers, scoped by the accounts that the asking person may see (I1)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet, Sum

from accounts.models import WeiboAccount
from content.models import Category
from reports.models import DailyRollup, Dimension, RollupRun

INTERACTIONS = ("reposts", "comments", "likes")


@dataclass(frozen=True)
class Overview:
    """Numbers of a span of days for some accounts; a day without roll-up is None, never 0."""

    first: dt.date
    last: dt.date
    days: list[dict[str, Any]]
    accounts: list[dict[str, Any]]
    categories: list[dict[str, Any]]
    totals: dict[str, Any]
    rolled_up_at: dt.datetime | None


def overview(accounts: QuerySet[WeiboAccount], *, first: dt.date, last: dt.date) -> Overview:
    """Six queries whatever the number of accounts and days."""
    names = dict(accounts.values_list("pk", "nickname"))
    rows = DailyRollup.objects.filter(dimension=Dimension.ACCOUNT, key__in=names, day__gte=first, day__lte=last)
    days = _days(rows, first, last)
    found = _by_account(rows, names)
    return Overview(
        first=first,
        last=last,
        days=days,
        accounts=found,
        categories=_by_category(names, first, last),
        totals=_totals(found, rows),
        rolled_up_at=RollupRun.objects.aggregate(at=Max("finished_at"))["at"],
    )


def _summed(rows: QuerySet[DailyRollup], by: str) -> list[dict[str, Any]]:
    """Sums of the counters, one row for each value of `by`."""
    names = ("posts", *INTERACTIONS, "followers_growth", "threads", "answered", "failed", "missed")
    sums: dict[str, Any] = {f"sum_{name}": Sum(name) for name in names}
    return [dict(row) for row in rows.order_by(by).values(by).annotate(**sums)]


def _interactions(row: dict[str, Any]) -> int | None:
    values = [row[f"sum_{name}"] for name in INTERACTIONS]
    return None if values[0] is None else sum(values)


def _days(rows: QuerySet[DailyRollup], first: dt.date, last: dt.date) -> list[dict[str, Any]]:
    found = {row["day"]: row for row in _summed(rows, "day")}
    days = []
    for offset in range((last - first).days + 1):
        day = first + dt.timedelta(days=offset)
        row = found.get(day)
        days.append(
            {
                "day": day,
                "posts": row["sum_posts"] if row else None,
                "interactions": _interactions(row) if row else None,
                "followers_growth": row["sum_followers_growth"] if row else None,
            }
        )
    return days


def _by_account(rows: QuerySet[DailyRollup], names: dict[int, str]) -> list[dict[str, Any]]:
    followers = dict(rows.filter(followers__isnull=False).order_by("day").values_list("key", "followers"))
    found = [
        {
            "id": row["key"],
            "nickname": names[row["key"]],
            "posts": row["sum_posts"],
            "interactions": _interactions(row),
            "followers": followers.get(row["key"]),
            "followers_growth": row["sum_followers_growth"],
            "threads": row["sum_threads"],
            "answered": row["sum_answered"],
            "failed": row["sum_failed"],
            "missed": row["sum_missed"],
        }
        for row in _summed(rows, "key")
    ]
    return sorted(found, key=lambda account: -(account["interactions"] or 0))


def _by_category(names: dict[int, str], first: dt.date, last: dt.date) -> list[dict[str, Any]]:
    rows = DailyRollup.objects.filter(dimension=Dimension.CATEGORY, account_id__in=names, day__gte=first, day__lte=last)
    sums = {row["key"]: row for row in _summed(rows, "key")}
    return [
        {
            "name": category.name,
            "colour": category.colour,
            "posts": sums[category.pk]["sum_posts"],
            "interactions": _interactions(sums[category.pk]),
        }
        for category in Category.objects.filter(pk__in=sums)
    ]


def _totals(found: list[dict[str, Any]], rows: QuerySet[DailyRollup]) -> dict[str, Any]:
    samples = rows.aggregate(due=Sum("samples_due"), taken=Sum("samples_taken"))
    if not found:
        return {"posts": None, "interactions": None, "followers_growth": None, "due": 0, "taken": 0}
    growth = [row["followers_growth"] for row in found if row["followers_growth"] is not None]
    return {
        "posts": sum(row["posts"] for row in found),
        "interactions": sum(row["interactions"] or 0 for row in found),
        "followers_growth": sum(growth) if growth else None,
        "due": samples["due"] or 0,
        "taken": samples["taken"] or 0,
    }
