"""What the first page of listening shows: sets with their trend, sources with their health, alerts (M1, M2, M4)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from core.dates import BEIJING, local_day
from monitoring.models import FILE_KINDS, Alert, AlertState, GapState, Hit, KeywordSet, Source, SourceGap
from monitoring.queries.coverage import PATIENCE, late_files

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


class Hearing(StrEnum):
    """Whether a source can be heard."""

    OK = "ok"
    BLIND = "blind"
    LATE = "late"
    NEVER = "never"
    PAUSED = "paused"
    FILE = "file"


UNHEARD = frozenset({Hearing.BLIND, Hearing.LATE})


@dataclass(frozen=True)
class SourceRow:
    """A source and whether it can be heard. Silence of a blind source says nothing (M2)."""

    source: Source
    hearing: Hearing
    gaps: int = 0


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


def source_rows(now: datetime) -> list[SourceRow]:
    """Every source, those that cannot be heard first; a constant number of queries."""
    order = {Hearing.BLIND: 0, Hearing.LATE: 0, Hearing.NEVER: 1, Hearing.OK: 2, Hearing.FILE: 3, Hearing.PAUSED: 4}
    sources = list(Source.objects.select_related("account", "owner"))
    late = late_files(sources, now=now)
    open_gaps = SourceGap.objects.filter(state=GapState.OPEN).order_by().values_list("source")
    gaps = dict(open_gaps.annotate(number=Count("pk")))
    rows = [
        SourceRow(source, Hearing.LATE if source.pk in late else hearing_of(source, now), gaps.get(source.pk, 0))
        for source in sources
    ]
    return sorted(rows, key=lambda row: (order[row.hearing], row.source.kind, row.source.name))


def hearing_of(source: Source, now: datetime) -> Hearing:
    """Blind when the last reading failed, or when it should have happened long ago."""
    if not source.is_active:
        return Hearing.PAUSED
    if source.kind in FILE_KINDS:
        return Hearing.FILE
    if source.last_run_at is None:
        return Hearing.NEVER
    deaf_since = now - PATIENCE * timedelta(minutes=source.interval_minutes)
    if source.last_error or source.last_ok_at is None or source.last_ok_at < deaf_since:
        return Hearing.BLIND
    return Hearing.OK


@dataclass(frozen=True)
class Health:
    """One sentence about listening: sources that are heard or not, and hits of the last 24 hours."""

    heard: int
    blind: int
    day: int


def health_of(sets: list[SetRow], sources: list[SourceRow]) -> Health:
    """Summed up for the page's state line."""
    live = [row.hearing for row in sources if row.hearing in {Hearing.OK, *UNHEARD}]
    blind = sum(hearing in UNHEARD for hearing in live)
    return Health(heard=len(live) - blind, blind=blind, day=sum(row.day for row in sets))


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
