"""What was planned and what became of it: quotas, policies, posts that did not leave, and what comes next (I5)."""

import datetime as dt
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate

from accounts.models import Token
from content.models import QuotaShare
from core.dates import BEIJING, Period, Week
from publishing.models import Policy, Publication, Slot, SlotState, SlotTime
from publishing.queries.risks import is_at_risk, risks_of
from reports.models import DailyRollup, Dimension

Numbers = dict[str, Any]
SHOWN = 20


def quotas_of(period: Period, names: dict[int, str]) -> list[Numbers]:
    """Published share against quota (C1), the preset's where an account has no plan of its own.

    The unallocated share is shown, never spread over the others.
    """
    rows = DailyRollup.objects.filter(dimension=Dimension.CATEGORY, day__gte=period.first, day__lte=period.last)
    published: dict[int, dict[int, int]] = {}
    for row in rows.order_by().values("account_id", "key").annotate(n=Sum("posts")):
        published.setdefault(row["account_id"], {})[row["key"]] = row["n"]
    shares: dict[int | None, list[QuotaShare]] = {}
    for share in QuotaShare.objects.select_related("plan", "category"):
        shares.setdefault(share.plan.account_id, []).append(share)
    found = []
    for account_id, name in names.items():
        plan = shares.get(account_id) or shares.get(None, [])
        counts = published.get(account_id, {})
        total = sum(counts.values())
        lines = [_quota_row(share, counts.get(share.category_id, 0), total) for share in plan]
        if lines and (total or account_id in shares):
            unallocated = round(1 - sum(line["quota"] for line in lines), 6)
            one = {"account": name, "account_id": account_id, "rows": lines, "posts": total}
            found.append({**one, "unallocated": unallocated})
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


def policies_of(period: Period, names: dict[int, str]) -> list[Numbers]:
    """Days on which an account published less or more than its policy says (K2)."""
    per_day: dict[int, dict[dt.date, int]] = {}
    counts = (
        Publication.objects.filter(published_at__gte=period.start, published_at__lt=period.end)
        .order_by()
        .annotate(day=TruncDate("published_at", tzinfo=BEIJING))
        .values_list("account_id", "day")
        .annotate(n=Count("pk"))
    )
    for account_id, day, n in counts:
        per_day.setdefault(account_id, {})[day] = n
    found = []
    for policy in Policy.objects.order_by("account__nickname"):
        days = [per_day.get(policy.account_id, {}).get(day, 0) for day in period.days]
        low, high = policy.min_per_day, policy.max_per_day
        found.append(
            {
                "account": names[policy.account_id],
                "account_id": policy.account_id,
                "policy": policy.name,
                "low": low,
                "high": high,
                "days_below": sum(n < low for n in days) if low is not None else 0,
                "days_above": sum(n > high for n in days) if high is not None else 0,
            }
        )
    return found


def trouble_of(period: Period, names: dict[int, str]) -> list[Numbers]:
    """What did not go out as planned and still waits for somebody; the first twenty, their number in `of`."""
    states = [SlotState.FAILED, SlotState.MISSED, SlotState.UNKNOWN, SlotState.HELD]
    slots = (
        Slot.objects.filter(scheduled_at__gte=period.start, scheduled_at__lt=period.end, state__in=states)
        .select_related("post__version")
        .order_by("scheduled_at", "pk")
    )
    of = slots.count()
    return [
        {**_slot_line(slot, names), "state": slot.state, "sentence": slot.state_detail, "of": of}
        for slot in slots[:SHOWN]
    ]


def _slot_line(slot: Slot, names: dict[int, str]) -> Numbers:
    return {
        "slot": slot.pk,
        "at": slot.scheduled_at.isoformat(),
        "account": names[slot.account_id],
        "text": slot.post.version.text if slot.post.version else "",
    }


def at_risk(period: Period, at: dt.datetime, names: dict[int, str]) -> list[Numbers]:
    """Planned posts from now to the end of the coming period that something endangers, with what it is."""
    planned = Slot.objects.filter(is_at_risk(), state=SlotState.PLANNED, scheduled_at__gte=at)
    slots = planned.filter(scheduled_at__lt=period.end).select_related("post__version").order_by("scheduled_at", "pk")
    of, shown = slots.count(), list(slots[:SHOWN])
    risks = risks_of([slot.pk for slot in shown])
    found = []
    for slot in shown:
        first = risks[slot.pk][0] if risks.get(slot.pk) else None
        told = {"text_id": first.text, "params": first.params, "stops": first.stops} if first else {}
        found.append({**_slot_line(slot, names), **told, "of": of})
    return found


def next_period(period: Period, at: dt.datetime) -> Numbers:
    """How full the coming period is and whose authorisation ends in it."""
    gone = [SlotState.CANCELLED, SlotState.FAILED, SlotState.MISSED]
    slots = Slot.objects.filter(scheduled_at__gte=period.start, scheduled_at__lt=period.end)
    expiring = Token.objects.filter(dead_at__isnull=True, expires_at__gte=at, expires_at__lt=period.end)
    return {
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "planned": slots.exclude(state__in=gone).count(),
        "slots": SlotTime.objects.count() if isinstance(period, Week) else _slots_of(period),
        "tokens_expiring": sorted(expiring.values_list("account__nickname", flat=True)),
    }


def _slots_of(period: Period) -> int:
    """Times of all plans in a month."""
    by_weekday = dict(SlotTime.objects.order_by().values_list("weekday").annotate(n=Count("pk")))
    return sum(by_weekday.get(day.weekday(), 0) for day in period.days)
