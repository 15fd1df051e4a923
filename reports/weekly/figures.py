"""The numbers of a week or a month, read once and frozen into the report (I5): set-based, nothing is rounded.

No text in here depends on a language: sentences are made from these numbers when they are shown.
"""

import datetime as dt
from typing import Any

from django.db.models import Case, F, IntegerField, QuerySet, Sum, Value, When

from accounts.models import WeiboAccount
from core.dates import Period
from publishing.models import Publication
from reports.models import DailyRollup, Dimension
from reports.weekly.around import (
    campaigns_within,
    cases_within,
    deaf_hours,
    holidays_within,
    inbox_of,
    listening_of,
    rivals_of,
)
from reports.weekly.base import compare
from reports.weekly.plans import at_risk, next_period, policies_of, quotas_of, trouble_of

Numbers = dict[str, Any]
VERSION = 2
"""Of the shape in docs/reports.md; reports of version 1 are shown as they were."""
MEASURES = ("posts", "interactions", "followers_growth", "threads", "answer_minutes", "mentions")
COMPARED = ("posts", "interactions", "followers_growth")
"""What is compared for each account by itself."""
SUMMED = (
    "posts",
    "failed",
    "missed",
    "reposts",
    "comments",
    "likes",
    "followers_growth",
    "threads",
    "answered",
    "mentions",
)
EARLIER = 4
TOP = 5


def period_figures(period: Period, *, at: dt.datetime) -> Numbers:
    """Everything the report says, as plain JSON-able values (shape in docs/reports.md)."""
    names = dict(WeiboAccount.objects.values_list("pk", "nickname"))
    totals = _totals(period)
    return {
        "version": VERSION,
        "kind": period.kind,
        "name": str(period),
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "compiled_at": at.isoformat(),
        "totals": totals,
        "daily": _daily(period),
        "accounts": _accounts(period),
        "quotas": quotas_of(period, names),
        "policies": policies_of(period, names),
        "top_posts": _top_posts(period, names),
        "trouble": trouble_of(period, names),
        "inbox": inbox_of(period, at),
        "listening": listening_of(period),
        "campaigns": campaigns_within(period),
        "cases": cases_within(period),
        "rivals": rivals_of(period),
        "holidays": holidays_within(period),
        "deaf": deaf_hours(period, at),
        "completeness": _completeness(period),
        "next": {**next_period(period.next, at), "at_risk": at_risk(period.next, at, names)},
    }


def _rows(period: Period, dimension: Dimension) -> "QuerySet[DailyRollup]":
    return DailyRollup.objects.filter(dimension=dimension, day__gte=period.first, day__lte=period.last)


def _with_earlier(period: Period) -> list[Period]:
    """The period and the four before it, newest first."""
    found = [period]
    for _i in range(EARLIER):
        found.append(found[-1].previous)
    return found


def _matrix_sums(rows: list[DailyRollup]) -> Numbers:
    """Sums of one period over the whole matrix; nothing when it was never rolled up."""
    if not rows:
        return {}
    sums: Numbers = {name: _sum(getattr(row, name) for row in rows) for name in SUMMED}
    sums["interactions"] = sums["reposts"] + sums["comments"] + sums["likes"]
    minutes = sorted(row.answer_minutes for row in rows if row.answer_minutes is not None)
    sums["answer_minutes"] = minutes[len(minutes) // 2] if minutes else None
    return sums


def _sum(values: Any) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _totals(period: Period) -> Numbers:
    periods = _with_earlier(period)
    rows = DailyRollup.objects.filter(
        dimension=Dimension.MATRIX, day__gte=periods[-1].first, day__lte=period.last
    ).order_by("day")
    sums = [_matrix_sums([row for row in rows if one.first <= row.day <= one.last]) for one in periods]
    totals: Numbers = {name: sums[0].get(name) for name in SUMMED}
    for name in MEASURES:
        totals[name] = beside(sums[0].get(name), [earlier.get(name) for earlier in sums[1:]])
    return totals


def beside(value: float | None, earlier: list[float | None]) -> Numbers:
    """A value with what is usual, as it is frozen: `spreads` is the distance from the median in usual spreads."""
    found = compare(value, earlier)
    base = found.base if found else None
    return {
        "value": value,
        "median": base.median if base else None,
        "low": base.low if base else None,
        "high": base.high if base else None,
        "share": found.share if found else None,
        "spreads": found.spreads if found else None,
        "is_unusual": bool(found and found.is_unusual),
    }


def _daily(period: Period) -> list[Numbers]:
    rows = {row.day: row for row in _rows(period, Dimension.MATRIX)}
    days = []
    for day in period.days:
        row = rows.get(day)
        days.append(
            {
                "day": day.isoformat(),
                "posts": row.posts if row else None,
                "interactions": row.reposts + row.comments + row.likes if row else None,
                "followers_growth": row.followers_growth if row else None,
                "mentions": row.mentions if row else None,
            }
        )
    return days


def _accounts(period: Period) -> list[Numbers]:
    """Each account with its own usual weeks; three queries for any number of accounts."""
    sums = _account_sums(_with_earlier(period))
    followers = dict(
        _rows(period, Dimension.ACCOUNT).filter(followers__isnull=False).order_by("day").values_list("key", "followers")
    )
    tops = _top_post_of_each(period)
    found = []
    for account in WeiboAccount.objects.order_by("nickname"):
        steps = [sums.get((account.pk, place), {}) for place in range(EARLIER + 1)]
        values = {name: steps[0].get(name) for name in SUMMED}
        compared = {name: beside(steps[0].get(name), [step.get(name) for step in steps[1:]]) for name in COMPARED}
        found.append(
            {
                "id": account.pk,
                "nickname": account.nickname,
                "kind": account.kind,
                **values,
                "interactions": steps[0].get("interactions"),
                "followers": followers.get(account.pk),
                "compared": compared,
                "top_post": tops.get(account.pk),
            }
        )
    return found


def _account_sums(periods: list[Period]) -> dict[tuple[int, int], Numbers]:
    """Sums by account and place in `periods`; one statement."""
    places = [When(day__gte=one.first, day__lte=one.last, then=Value(place)) for place, one in enumerate(periods)]
    rows: Any = (
        DailyRollup.objects.filter(dimension=Dimension.ACCOUNT, day__gte=periods[-1].first, day__lte=periods[0].last)
        .order_by()
        .values("key", place=Case(*places, output_field=IntegerField()))
        .annotate(**{f"sum_{name}": Sum(name) for name in SUMMED})
    )
    found: dict[tuple[int, int], Numbers] = {}
    for row in rows.iterator():
        sums: Numbers = {name: row[f"sum_{name}"] for name in SUMMED}
        sums["interactions"] = sums["reposts"] + sums["comments"] + sums["likes"]
        found[(row["key"], row["place"])] = sums
    return found


def _post_sums(period: Period) -> Any:
    return (
        _rows(period, Dimension.POST)
        .order_by()
        .values("key", "account_id")
        .annotate(n=Sum(F("reposts") + F("comments") + F("likes")))
        .filter(n__gt=0)
    )


def _top_post_of_each(period: Period) -> dict[int, Numbers]:
    """The post of each account that most interactions came to."""
    best: dict[int, tuple[int, int]] = {}
    for row in _post_sums(period):
        account, found = row["account_id"], (row["n"], -row["key"])
        best[account] = max(best.get(account, found), found)
    posts = {-key for _n, key in best.values()}
    texts = dict(Publication.objects.filter(post_id__in=posts).values_list("post_id", "text"))
    return {
        account: {"post": -key, "text": texts.get(-key, ""), "interactions": n} for account, (n, key) in best.items()
    }


def _top_posts(period: Period, names: dict[int, str]) -> list[Numbers]:
    totals = {row["key"]: row["n"] for row in _post_sums(period).order_by("-n", "key")[:TOP]}
    rows = Publication.objects.filter(post_id__in=totals).select_related("post__category", "slot")
    found = [
        {
            "post": publication.post_id,
            "slot": publication.slot_id,
            "url": publication.url,
            "text": publication.text,
            "account": names[publication.account_id],
            "account_id": publication.account_id,
            "category": publication.post.category.name,
            "published_at": publication.published_at.isoformat(),
            "interactions": totals[publication.post_id],
        }
        for publication in rows
    ]
    return sorted(found, key=lambda post: -int(post["interactions"]))


def _completeness(period: Period) -> Numbers:
    rows = _rows(period, Dimension.MATRIX)
    found: Numbers = rows.aggregate(due=Sum("samples_due"), taken=Sum("samples_taken"))
    return {"due": found["due"] or 0, "taken": found["taken"] or 0, "days": rows.count(), "of": len(period.days)}
