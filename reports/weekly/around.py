"""What happened around the numbers: inbox, listening, campaigns, cases, competitors, holidays, hours not heard (I5)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Q, Sum

from campaigns.models import Campaign, CampaignState, Entry
from core.dates import DayKind, Period
from core.holidays import official_days
from engagement.models import Question, Thread, ThreadState
from monitoring.models import Alert, Case, Competitor, CompetitorSample, Hit, Source
from monitoring.queries.coverage import ears_of
from reports.models import DailyRollup, Dimension

Numbers = dict[str, Any]


def inbox_of(period: Period, at: dt.datetime) -> Numbers:
    """What waits, and how what came was answered: from here or by hand, as the roll-up has it."""
    came = Question.objects.filter(received_at__gte=period.start, received_at__lt=period.end)
    answered = came.exclude(answered_at=None)
    return {
        "open": Thread.objects.filter(state=ThreadState.OPEN, received_at__lt=period.end).count(),
        "overdue": Thread.objects.filter(state=ThreadState.OPEN, due_at__lt=min(at, period.end)).count(),
        "came": came.count(),
        "answered": answered.count(),
        "on_time": answered.filter(answered_at__lte=F("due_at")).count(),
    }


def listening_of(period: Period) -> list[Numbers]:
    """Hits of each keyword set beside the period before, and its alerts."""
    before = period.previous
    now = Q(published_at__gte=period.start)
    hits = (
        Hit.objects.filter(published_at__gte=before.start, published_at__lt=period.end)
        .values("keyword_set_id", "keyword_set__name")
        .annotate(now=Count("pk", filter=now), previous=Count("pk", filter=~now))
        .order_by("-now", "keyword_set__name")
    )
    raised = Alert.objects.filter(window_start__gte=period.start, window_start__lt=period.end)
    alerts = dict(raised.order_by().values_list("keyword_set_id").annotate(n=Count("pk")))
    return [
        {
            "set": row["keyword_set_id"],
            "name": row["keyword_set__name"],
            "hits": row["now"],
            "previous": row["previous"],
            "alerts": alerts.get(row["keyword_set_id"], 0),
        }
        for row in hits
    ]


def campaigns_within(period: Period) -> list[Numbers]:
    """Campaigns that ran in the period or ended in the one before, with what their posts brought in each."""
    since = period.previous.start
    rows = Campaign.objects.filter(starts_at__lt=period.end, ends_at__gte=since).exclude(
        state__in=[CampaignState.PLANNED, CampaignState.CANCELLED]
    )
    campaigns = list(rows.order_by("starts_at", "pk"))
    ids = [campaign.pk for campaign in campaigns]
    now, before = _campaign_sums(period, ids), _campaign_sums(period.previous, ids)
    entries = Entry.objects.filter(campaign__in=ids, entered_at__gte=period.start, entered_at__lt=period.end)
    entered = dict(entries.order_by().values_list("campaign").annotate(n=Count("pk")))
    return [
        {
            "id": campaign.pk,
            "name": campaign.name,
            "kind": campaign.kind,
            "starts_at": campaign.starts_at.isoformat(),
            "ends_at": campaign.ends_at.isoformat(),
            "ran": campaign.ends_at >= period.start,
            "target_entries": campaign.target_entries,
            "entries": entered.get(campaign.pk, 0),
            "posts": now.get(campaign.pk, (0, 0))[0],
            "interactions": now.get(campaign.pk, (0, 0))[1],
            "before": before.get(campaign.pk, (0, 0))[1],
        }
        for campaign in campaigns
    ]


def _campaign_sums(period: Period, ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Posts and interactions of each campaign."""
    rows = DailyRollup.objects.filter(
        dimension=Dimension.CAMPAIGN, key__in=list(ids), day__gte=period.first, day__lte=period.last
    )
    found = rows.order_by().values("key").annotate(n=Sum("posts"), all=Sum(F("reposts") + F("comments") + F("likes")))
    return {row["key"]: (row["n"], row["all"]) for row in found}


def cases_within(period: Period) -> list[Numbers]:
    """Crisis cases that lived in the period, drills apart: how long until the first answer, and what was allowed."""
    rows = Case.objects.filter(is_drill=False, signalled_at__lt=period.end).exclude(closed_at__lt=period.start)
    return [
        {
            "id": case.pk,
            "title": case.title,
            "level": case.level,
            "state": case.state,
            "is_new": case.signalled_at >= period.start,
            "signalled_at": case.signalled_at.isoformat(),
            "minutes": _minutes(case.answered_at - case.signalled_at) if case.answered_at else None,
            "allowed": _minutes(case.allowed),
        }
        for case in rows.order_by("signalled_at", "pk")
    ]


def _minutes(span: dt.timedelta) -> int:
    return round(span.total_seconds() / 60)


def rivals_of(period: Period) -> list[Numbers]:
    """Competitors in the same time (M6), from what Weibo says of them: unknown where fewer than two days were read."""
    days: dict[int, list[CompetitorSample]] = {}
    samples = CompetitorSample.objects.filter(day__gte=period.first - dt.timedelta(days=1), day__lte=period.last)
    for sample in samples.order_by("day"):
        days.setdefault(sample.competitor_id, []).append(sample)
    return [_rival(one, days.get(one.pk, [])) for one in Competitor.objects.order_by("name", "pk")]


def _rival(one: Competitor, samples: list[CompetitorSample]) -> Numbers:
    first, last = (samples[0], samples[-1]) if len(samples) > 1 else (None, samples[-1] if samples else None)
    counted = first is not None and last is not None and first.posts is not None and last.posts is not None
    return {
        "name": one.name,
        "followers": last.followers if last else None,
        "growth": last.followers - first.followers if first and last else None,
        "posts": last.posts - first.posts if first and last and counted else None,  # type: ignore[operator]
        "days": (last.day - first.day).days if first and last else 0,
    }


def holidays_within(period: Period) -> list[Numbers]:
    """Weekdays on which China did not work (K7)."""
    official = official_days()
    kinds = [(day, *official.of(day)) for day in period.days if day.weekday() < 5]
    return [{"day": day.isoformat(), "name": name} for day, kind, name in kinds if kind is DayKind.HOLIDAY]


def deaf_hours(period: Period, at: dt.datetime) -> list[Numbers]:
    """Sources that could not be heard for an hour or more (M2), the longest first."""
    until = min(period.end, at)
    sources = list(Source.objects.filter(is_active=True).select_related("account"))
    if not sources or until <= period.start:
        return []
    ears = ears_of(sources, period.start, until, now=at)
    found = []
    for source in sources:
        hours = sum((end - start).total_seconds() for start, end in ears[source.pk].blind) / 3600
        if hours >= 1:
            found.append({"source": source.pk, "name": source.name, "hours": round(hours, 1)})
    return sorted(found, key=lambda one: (-float(str(one["hours"])), str(one["name"])))
