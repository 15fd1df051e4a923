"""What the first page of listening shows: sets with their trend, sources with their health, alerts (M1, M2, M4)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from core.dates import BEIJING, local_day
from monitoring.models import Alert, AlertState, Hit, KeywordSet
from monitoring.queries.hearing import UNHEARD, Hearing

TREND_DAYS = 14
WIDTH, HEIGHT = 120, 28


@dataclass(frozen=True)
class SetRow:
    """A set with what it caught lately. `points` draw the trend as an SVG polyline, oldest day first."""

    keyword_set: KeywordSet
    day: int
    week: int
    trend: list[int]
    points: str
    needs_review: bool


def set_rows(now: datetime) -> list[SetRow]:
    """Every set with its counts of the last 24 hours and 7 days and the trend of two weeks; three queries."""
    today = local_day(now)
    days = [today - timedelta(days=back) for back in range(TREND_DAYS - 1, -1, -1)]
    trends = _by_day(now - timedelta(days=TREND_DAYS), now)
    counts = {
        row["keyword_set"]: (row["day"], row["week"])
        for row in Hit.objects.filter(published_at__gt=now - timedelta(days=7), published_at__lte=now)
        .order_by()
        .values("keyword_set")
        .annotate(day=Count("pk", filter=Q(published_at__gt=now - timedelta(days=1))), week=Count("pk"))
    }
    rows = []
    for found in KeywordSet.objects.select_related("owner").order_by("-is_active", "kind", "name"):
        trend = [trends.get((found.pk, day), 0) for day in days]
        day, week = counts.get(found.pk, (0, 0))
        late = found.review_on is not None and found.review_on <= today
        rows.append(SetRow(found, day, week, trend, polyline(trend), late))
    return rows


def _by_day(start: datetime, end: datetime) -> dict[tuple[int, date], int]:
    rows = (
        Hit.objects.filter(published_at__gt=start, published_at__lte=end)
        .order_by()
        .annotate(on=TruncDate("published_at", tzinfo=BEIJING))
        .values_list("keyword_set", "on")
        .annotate(number=Count("pk"))
    )
    return {(keyword_set, on): number for keyword_set, on, number in rows}


def polyline(values: list[int]) -> str:
    """Points of a line WIDTH × HEIGHT, the highest value touching the upper edge."""
    top = max([*values, 1])
    step = WIDTH / max(1, len(values) - 1)
    margin, room = 2, HEIGHT - 4
    return " ".join(f"{index * step:.1f},{margin + room * (1 - value / top):.1f}" for index, value in enumerate(values))


@dataclass(frozen=True)
class Health:
    """One sentence about listening: sources that are heard or not, and hits of the last 24 hours."""

    heard: int
    blind: int
    day: int


def health_of(sets: list[SetRow], counts: dict[str, int]) -> Health:
    """Summed up for the page's state line; `counts` as `hearing_counts` tells them."""
    blind = sum(counts.get(one, 0) for one in UNHEARD)
    return Health(heard=counts.get(Hearing.OK, 0), blind=blind, day=sum(row.day for row in sets))


def open_alerts() -> "QuerySet[Alert]":
    """What nobody has looked at yet, the worst first."""
    return (
        Alert.objects.filter(state=AlertState.OPEN, joined=None)
        .select_related("keyword_set")
        .order_by("-severity", "-pk")
    )


def recent_alerts(keyword_set: KeywordSet) -> "QuerySet[Alert]":
    """The last alerts of a set with what became of them."""
    return keyword_set.alerts.select_related("handled_by", "keyword_set")[:10]
