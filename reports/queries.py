"""Reads for the report pages, scoped by the accounts that the asking person may see."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.models import User, WeiboAccount
from content.models import Category
from core.dates import Week, week_of
from reports.models import DailyRollup, Dimension, IncentivePlan, Remark, RollupRun, WeeklyReport

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


def weekly_reports() -> QuerySet[WeeklyReport]:
    """All reports, newest week first, with the number of remarks."""
    return WeeklyReport.objects.select_related("signed_by").annotate(remark_count=Count("remarks")).defer("data")


def missing_weeks(now_day: dt.date, *, limit: int = 4) -> list[Week]:
    """Recent weeks that have roll-ups but no report yet, newest first; the running week too."""
    weeks: list[Week] = []
    step = week_of(now_day)
    since = step.monday - dt.timedelta(weeks=limit)
    have = set(WeeklyReport.objects.filter(monday__gte=since).values_list("monday", flat=True))
    rows = DailyRollup.objects.filter(dimension=Dimension.MATRIX, day__gte=since)
    rolled = set(rows.values_list("day", flat=True))
    for _i in range(limit):
        if step.monday not in have and any(day in rolled for day in step.days):
            weeks.append(step)
        step = step.previous
    return weeks


def restated(report: WeeklyReport) -> list[dict[str, Any]]:
    """Days of a report whose totals differ from today's roll-up: what was written then and what is known now."""
    monday = report.monday
    rows = {
        row.day.isoformat(): row
        for row in DailyRollup.objects.filter(
            dimension=Dimension.MATRIX, day__gte=monday, day__lt=monday + dt.timedelta(days=7)
        )
    }
    found = []
    for then in report.data["daily"]:
        row = rows.get(then["day"])
        now = row.reposts + row.comments + row.likes if row else None
        if then["interactions"] is not None and now != then["interactions"]:
            found.append({"day": then["day"], "was": then["interactions"], "now": now, "name": _("互动量")})
    return found


def remarks_of(person: User, at: dt.datetime) -> "QuerySet[Remark]":
    """What a person wrote under reports: history, told when he leaves (W9)."""
    return Remark.objects.filter(author=person, created_at__lte=at)


def incentive_plans() -> list[IncentivePlan]:
    """Every version of the incentive plan that was not withdrawn, the newest month first (A10)."""
    return list(IncentivePlan.objects.filter(withdrawn_at=None).select_related("created_by"))


def incentive_plan_on(day: dt.date) -> IncentivePlan | None:
    """The version that holds on a day."""
    return IncentivePlan.objects.filter(withdrawn_at=None, valid_from__lte=day).order_by("-valid_from").first()


def incentive_start(today: dt.date, preset: dict[str, int]) -> dict[str, Any]:
    """What the form of a new version begins with: the newest version, or the preset; from next month on."""
    newest = IncentivePlan.objects.filter(withdrawn_at=None).first()
    month = (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    begin: dict[str, Any] = {"valid_from": month if newest else today.replace(day=1)}
    begin |= {f"weight_{name}": weight for name, weight in (newest.weights if newest else preset).items()}
    return begin | ({"base": newest.base, "bonus": newest.bonus} if newest else {"base": 500, "bonus": 2000})
