"""What retention by rule would take out, and what stays as a copy (M2)."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from core.dates import day_start
from monitoring.collect.keys import key_floor
from monitoring.collect.months import count_part, parts
from monitoring.models import CaseMention, Hit, MentionCorrection, Retention, Suggestion

_SCATTERED = """
SELECT count(*) FROM (
    SELECT FROM monitoring_mention_early WHERE coalesce(published_at, first_seen_at) < %(start)s
    UNION ALL SELECT FROM monitoring_mention_default WHERE coalesce(published_at, first_seen_at) < %(start)s) AS old
"""


@dataclass(frozen=True)
class Month:
    """One month of what was heard; `goes` when it is older than the rule allows."""

    month: dt.date
    mentions: int
    size: int
    goes: bool


@dataclass(frozen=True)
class Preview:
    """What would go, counted now, and what of it stays as a copy elsewhere."""

    months: int
    oldest: dt.date
    mentions: int
    hits: int
    size: int
    in_cases: int
    corrected: int
    suggested: int


def rule() -> Retention:
    """The rule in force; one without months when nobody made any."""
    return Retention.objects.filter(pk=1).first() or Retention(pk=1)


def months(oldest: dt.date | None) -> list[Month]:
    """Months that hold something, the newest first; numbers as PostgreSQL last estimated them."""
    return [
        Month(part.month, part.rows, part.size, oldest is not None and part.month < oldest)
        for part in reversed(parts())
        if part.rows
    ]


def preview(term: int, oldest: dt.date) -> Preview:
    """Counted exactly, so that who confirms knows what goes."""
    going = [part for part in parts() if part.month < oldest]
    end = key_floor(day_start(oldest))
    return Preview(
        months=term,
        oldest=oldest,
        mentions=sum(map(count_part, going)) + _scattered(oldest),
        hits=Hit.objects.filter(mention_id__lt=end, published_at__lt=day_start(oldest)).count(),
        size=sum(part.size for part in going),
        in_cases=CaseMention.objects.filter(mention_id__lt=end).values("mention_id").distinct().count(),
        corrected=MentionCorrection.objects.filter(mention_id__lt=end).values("mention_id").distinct().count(),
        suggested=Suggestion.objects.filter(mention_id__lt=end).count(),
    )


def _scattered(oldest: dt.date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_SCATTERED, {"start": day_start(oldest)})
        return int(cursor.fetchone()[0])
