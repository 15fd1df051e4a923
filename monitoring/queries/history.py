"""The past of a set, hour by hour (M4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from monitoring.models import KeywordSet

HOUR = timedelta(hours=1)
WEEKS = 8
NEIGHBOURS = (-1, 0, 1)

_COUNTS = """
SELECT wanted.start, (
    SELECT count(*) FROM monitoring_hit hit
    WHERE hit.keyword_set_id = %(set)s AND hit.published_at >= wanted.start
      AND hit.published_at < wanted.start + interval '1 hour'
)
FROM unnest(%(starts)s) AS wanted(start)
WHERE EXISTS (
    SELECT 1 FROM monitoring_mention mention
    WHERE mention.published_at >= wanted.start - interval '12 hours'
      AND mention.published_at < wanted.start + interval '13 hours'
)
"""


@dataclass(frozen=True)
class Leader:
    """Somebody or something that stands out among the hits of an hour."""

    name: str
    count: int


def hour_of(at: datetime) -> datetime:
    """The start of the clock hour."""
    return at.replace(minute=0, second=0, microsecond=0)


def hits_between(keyword_set: KeywordSet, start: datetime, end: datetime) -> int:
    """How many mentions that were published in this span the set has caught."""
    return keyword_set.hits.filter(published_at__gte=start, published_at__lt=end).count()


def comparable_hours(keyword_set: KeywordSet, hour: datetime) -> list[int]:
    """Hits in the same hour of the week, and the hours beside it, over the past weeks.

    An hour counts only when something (of any set) was collected around it: otherwise we were deaf, not calm.
    """
    starts = [hour - timedelta(weeks=week) + shift * HOUR for week in range(1, WEEKS + 1) for shift in NEIGHBOURS]
    # A young installation compares with the same hours of the last days instead.
    starts += [hour - timedelta(days=day) + shift * HOUR for day in range(1, 7) for shift in NEIGHBOURS]
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"set": keyword_set.pk, "starts": starts})
        counts = dict(cursor.fetchall())
    weekly = [counts[start] for start in starts[: WEEKS * len(NEIGHBOURS)] if start in counts]
    return weekly if len(weekly) >= 3 * len(NEIGHBOURS) else [counts[start] for start in starts if start in counts]


def leading_words(keyword_set: KeywordSet, start: datetime, end: datetime, *, limit: int = 5) -> list[Leader]:
    """The words that caught most between two instants."""
    return _leaders(
        "SELECT word, count(*) FROM monitoring_hit, jsonb_array_elements_text(words) AS word"
        " WHERE keyword_set_id = %s AND published_at >= %s AND published_at < %s"
        " GROUP BY word ORDER BY count(*) DESC, word LIMIT %s",
        [keyword_set.pk, start, end, limit],
    )


def leading_authors(keyword_set: KeywordSet, start: datetime, end: datetime, *, limit: int = 3) -> list[Leader]:
    """The people who wrote most of what was caught between two instants."""
    return _leaders(
        "SELECT mention.author_name, count(*) FROM monitoring_hit hit"
        " JOIN monitoring_mention mention ON mention.id = hit.mention_id"
        " WHERE hit.keyword_set_id = %s AND hit.published_at >= %s AND hit.published_at < %s"
        " AND mention.author_name <> '' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT %s",
        [keyword_set.pk, start, end, limit],
    )


def _leaders(statement: str, params: list[int | str | datetime]) -> list[Leader]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [Leader(name, count) for name, count in cursor.fetchall()]
