"""One set: its words with what each caught lately (M1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from monitoring.models import Keyword, KeywordKind, KeywordSet, Sweep

LATELY = timedelta(days=30)


@dataclass(frozen=True)
class WordRow:
    """A word and how many mentions of the last 30 days it caught; an exclusion has no count."""

    keyword: Keyword
    caught: int | None


def word_rows(keyword_set: KeywordSet, now: datetime) -> list[WordRow]:
    """Words with their catch, the busiest first, exclusions last."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, count(*) FROM monitoring_hit, jsonb_array_elements_text(words) AS word"
            " WHERE keyword_set_id = %s AND published_at > %s AND published_at <= %s GROUP BY word",
            [keyword_set.pk, now - LATELY, now],
        )
        caught = dict(cursor.fetchall())
    rows = [
        WordRow(keyword, None if keyword.kind == KeywordKind.EXCLUDE else caught.get(keyword.word, 0))
        for keyword in keyword_set.keywords.all()
    ]
    return sorted(rows, key=lambda row: (row.caught is None, -(row.caught or 0), row.keyword.pk))


def last_sweeps(keyword_set: KeywordSet, limit: int = 8) -> list[Sweep]:
    """The last runs of a set."""
    return list(keyword_set.sweeps.all()[:limit])
