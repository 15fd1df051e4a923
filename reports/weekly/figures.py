"""The numbers of one week, read once and frozen into the report (I5). Set-based reads; nothing is rounded here."""

import datetime as dt
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncDate

from accounts.models import Token, WeiboAccount
from content.models import QuotaShare
from core.dates import BEIJING, Week
from engagement.models import Thread, ThreadState
from monitoring.models import Alert, Hit
from publishing.models import Policy, Publication, Slot, SlotState, SlotTime
from reports.models import DailyRollup, Dimension
from reports.weekly.base import compare

Numbers = dict[str, Any]
MEASURES = ("posts", "interactions", "followers_growth", "threads", "answer_minutes", "mentions")
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


def week_figures(week: Week, *, at: dt.datetime) -> Numbers:
    """Everything the report says, as plain JSON-able values (shape in docs/reports.md)."""
    names = dict(WeiboAccount.objects.values_list("pk", "nickname"))
    return {
        "week": str(week),
        "monday": week.monday.isoformat(),
        "sunday": week.sunday.isoformat(),
        "compiled_at": at.isoformat(),
        "totals": _totals(week),
        "daily": _daily(week),
        "accounts": _accounts(week),
        "quotas": _quotas(week, names),
        "policies": _policies(week, names),
        "top_posts": _top_posts(week, names),
        "trouble": _trouble(week, names),
        "inbox": _inbox(week, at),
        "listening": _listening(week),
        "completeness": _completeness(week),
        "next_week": _next_week(week.next, at),
    }


def _rows(week: Week, dimension: Dimension) -> Any:
    return DailyRollup.objects.filter(dimension=dimension, day__gte=week.monday, day__lte=week.sunday)


def _matrix_sums(week: Week) -> Numbers | None:
    """Sums of one week over the whole matrix; None when that week was never rolled up."""
    rows = _rows(week, Dimension.MATRIX)
    sums: Numbers = rows.aggregate(**{name: Sum(name) for name in SUMMED}, days=Count("pk"))
    if not sums["days"]:
        return None
    sums["interactions"] = sums["reposts"] + sums["comments"] + sums["likes"]
    minutes = sorted(value for value in rows.values_list("answer_minutes", flat=True) if value is not None)
    sums["answer_minutes"] = minutes[len(minutes) // 2] if minutes else None
    return sums


def _totals(week: Week) -> Numbers:
    now = _matrix_sums(week) or {}
    earlier: list[Numbers] = []
    step = week
    for _i in range(4):
        step = step.previous
        earlier.append(_matrix_sums(step) or {})
    totals: Numbers = {name: now.get(name) for name in SUMMED}
    for name in MEASURES:
        found = compare(now.get(name), [sums.get(name) for sums in earlier])
        totals[name] = {
            "value": now.get(name),
            "median": found.base.median if found and found.base else None,
            "low": found.base.low if found and found.base else None,
            "high": found.base.high if found and found.base else None,
            "share": found.share if found else None,
            "is_unusual": bool(found and found.is_unusual),
        }
    return totals


def _daily(week: Week) -> list[Numbers]:
    rows = {row.day: row for row in _rows(week, Dimension.MATRIX)}
    days = []
    for day in week.days:
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


def _accounts(week: Week) -> list[Numbers]:
    sums = {
        row["key"]: row
        for row in _rows(week, Dimension.ACCOUNT)
        .values("key")
        .annotate(**{f"sum_{name}": Sum(name) for name in SUMMED})
    }
    followers = dict(
        _rows(week, Dimension.ACCOUNT).filter(followers__isnull=False).order_by("day").values_list("key", "followers")
    )
    found = []
    for account in WeiboAccount.objects.order_by("nickname"):
        row = sums.get(account.pk, {})
        values = {name: row.get(f"sum_{name}") for name in SUMMED}
        known = row.get("sum_reposts") is not None
        interactions = sum(values[name] or 0 for name in ("reposts", "comments", "likes")) if known else None
        found.append(
            {
                "id": account.pk,
                "nickname": account.nickname,
                "kind": str(account.get_kind_display()),
                **values,
                "interactions": interactions,
                "followers": followers.get(account.pk),
            }
        )
    return found


def _quotas(week: Week, names: dict[int, str]) -> list[Numbers]:
    """Published share against quota (C1), the preset's where an account has no plan of its own.

    The unallocated share is shown, never spread over the others.
    """
    published: dict[tuple[int, int], int] = {
        (row["account_id"], row["key"]): row["n"]
        for row in _rows(week, Dimension.CATEGORY).values("account_id", "key").annotate(n=Sum("posts"))
    }
    shares: dict[int | None, list[QuotaShare]] = {}
    for share in QuotaShare.objects.select_related("plan", "category"):
        shares.setdefault(share.plan.account_id, []).append(share)
    found = []
    for account_id, name in names.items():
        plan = shares.get(account_id) or shares.get(None, [])
        total = sum(n for (key, _category), n in published.items() if key == account_id)
        rows = [_quota_row(share, published.get((account_id, share.category_id), 0), total) for share in plan]
        if rows and (total or account_id in shares):
            unallocated = round(1 - sum(row["quota"] for row in rows), 6)
            found.append({"account": name, "rows": rows, "posts": total, "unallocated": unallocated})
    return sorted(found, key=lambda plan: str(plan["account"]))


def _quota_row(share: QuotaShare, published: int, total: int) -> Numbers:
    part = published / total if total else None
    least, most = (None if edge is None else float(edge) / 100 for edge in (share.minimum, share.maximum))
    quota = float(share.percent) / 100
    return {
        "category": share.category.name,
        "colour": share.category.colour,
        "quota": quota,
        "minimum": least,
        "maximum": most,
        "published": published,
        "share": part,
        "deviation": None if part is None else round(part - quota, 6),
    }


def _policies(week: Week, names: dict[int, str]) -> list[Numbers]:
    """Days on which an account published less or more than its policy says (K2)."""
    per_day: dict[int, dict[dt.date, int]] = {}
    counts = (
        Publication.objects.filter(published_at__gte=week.start, published_at__lt=week.end)
        .annotate(day=TruncDate("published_at", tzinfo=BEIJING))
        .values_list("account_id", "day")
        .annotate(n=Count("pk"))
    )
    for account_id, day, n in counts:
        per_day.setdefault(account_id, {})[day] = n
    found = []
    for policy in Policy.objects.order_by("account__nickname"):
        days = [per_day.get(policy.account_id, {}).get(day, 0) for day in week.days]
        low, high = policy.min_per_day, policy.max_per_day
        found.append(
            {
                "account": names[policy.account_id],
                "policy": policy.name,
                "days_below": sum(n < low for n in days) if low is not None else 0,
                "days_above": sum(n > high for n in days) if high is not None else 0,
            }
        )
    return found


def _top_posts(week: Week, names: dict[int, str]) -> list[Numbers]:
    rows = (
        _rows(week, Dimension.POST)
        .values("key")
        .annotate(n=Sum(F("reposts") + F("comments") + F("likes")))
        .filter(n__gt=0)
        .order_by("-n", "key")[:5]
    )
    totals = {row["key"]: row["n"] for row in rows}
    found = [
        {
            "post": publication.post_id,
            "url": publication.url,
            "text": publication.text,
            "account": names[publication.account_id],
            "category": publication.post.category.name,
            "published_at": publication.published_at.isoformat(),
            "interactions": totals[publication.post_id],
        }
        for publication in Publication.objects.filter(post_id__in=totals).select_related("post__category")
    ]
    return sorted(found, key=lambda post: -int(post["interactions"]))


def _trouble(week: Week, names: dict[int, str]) -> list[Numbers]:
    """What did not go out as planned and still waits for somebody."""
    states = [SlotState.FAILED, SlotState.MISSED, SlotState.UNKNOWN, SlotState.HELD]
    slots = (
        Slot.objects.filter(scheduled_at__gte=week.start, scheduled_at__lt=week.end, state__in=states)
        .select_related("post__version")
        .order_by("scheduled_at", "pk")[:20]
    )
    return [
        {
            "slot": slot.pk,
            "at": slot.scheduled_at.isoformat(),
            "account": names[slot.account_id],
            "state": slot.state,
            "label": str(slot.get_state_display()),
            "text": slot.post.version.text if slot.post.version else "",
            "sentence": slot.state_detail,
        }
        for slot in slots
    ]


def _inbox(week: Week, at: dt.datetime) -> Numbers:
    return {
        "open": Thread.objects.filter(state=ThreadState.OPEN, received_at__lt=week.end).count(),
        "overdue": Thread.objects.filter(state=ThreadState.OPEN, due_at__lt=min(at, week.end)).count(),
    }


def _listening(week: Week) -> list[Numbers]:
    before = week.previous
    this_week = Q(published_at__gte=week.start)
    hits = (
        Hit.objects.filter(published_at__gte=before.start, published_at__lt=week.end)
        .values("keyword_set_id", "keyword_set__name")
        .annotate(now=Count("pk", filter=this_week), previous=Count("pk", filter=~this_week))
        .order_by("-now", "keyword_set__name")
    )
    alerts = dict(
        Alert.objects.filter(window_start__gte=week.start, window_start__lt=week.end)
        .values_list("keyword_set_id")
        .annotate(n=Count("pk"))
    )
    return [
        {
            "name": row["keyword_set__name"],
            "hits": row["now"],
            "previous": row["previous"],
            "alerts": alerts.get(row["keyword_set_id"], 0),
        }
        for row in hits
    ]


def _completeness(week: Week) -> Numbers:
    rows = _rows(week, Dimension.MATRIX)
    found: Numbers = rows.aggregate(due=Sum("samples_due"), taken=Sum("samples_taken"), days=Count("pk"))
    return {"due": found["due"] or 0, "taken": found["taken"] or 0, "days": found["days"]}


def _next_week(week: Week, at: dt.datetime) -> Numbers:
    gone = [SlotState.CANCELLED, SlotState.FAILED, SlotState.MISSED]
    slots = Slot.objects.filter(scheduled_at__gte=week.start, scheduled_at__lt=week.end)
    planned = slots.exclude(state__in=gone).count()
    expiring = Token.objects.filter(dead_at__isnull=True, expires_at__gte=at, expires_at__lt=week.end)
    return {
        "monday": week.monday.isoformat(),
        "planned": planned,
        "slots": SlotTime.objects.count(),
        "tokens_expiring": sorted(expiring.values_list("account__nickname", flat=True)),
    }
