"""What topics are looked for in: the posts of a span, and the weeks before them (M7)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from monitoring.hot.words import Finder, Said
from monitoring.models import Mention
from monitoring.speakers import SUSPECTED

MOST_READ: Final = 20_000
"""The newest of a span; a topic that is hot is hot among them, too."""
MOST_PAST: Final = 200_000
"""Of the weeks before so many are read at most; of more every second, third …"""
_CHUNK: Final = 5_000
_SPAN = "hit.noise_at IS NULL AND hit.published_at >= %(first)s AND hit.published_at < %(last)s"
_SAID = f"""
SELECT m.id, m.text, floor(extract(epoch FROM m.published_at) / 60)::bigint, m.author_name,
    coalesce(m.author_suspect, 0) >= {SUSPECTED}, m.polarity, m.author_followers, caught.kinds, m.author_id, m.source_id
FROM (
    SELECT hit.mention_id, array_agg(DISTINCT s.kind::text) AS kinds
    FROM monitoring_hit hit JOIN monitoring_keywordset s ON s.id = hit.keyword_set_id
    WHERE {_SPAN} GROUP BY 1 ORDER BY 1 DESC LIMIT {MOST_READ}
) AS caught JOIN monitoring_mention m ON m.id = caught.mention_id
"""  # noqa: S608 - only our own words
_NUMBER = f"SELECT count(DISTINCT hit.mention_id) FROM monitoring_hit hit WHERE {_SPAN}"  # noqa: S608
_IDS = f"""
SELECT DISTINCT hit.mention_id FROM monitoring_hit hit
WHERE {_SPAN} AND hashint8(hit.mention_id) %% %(step)s = 0 ORDER BY 1
"""  # noqa: S608 - only our own words


@dataclass(frozen=True)
class Read:
    """What was caught in a span, and how many posts each source brought of it."""

    said: list[Said]
    sources: dict[int, int]


def read_span(first: datetime, last: datetime) -> Read:
    """The newest posts of a span with who wrote them and which kinds of sets caught them; one query."""
    sources: dict[int, int] = {}
    said = []
    for pk, text, minute, author, machine, polarity, followers, kinds, uid, source in _rows(_SAID, first, last):
        sources[source] = sources.get(source, 0) + 1
        said.append(Said(pk, text, minute, author, machine, polarity, followers, frozenset(kinds), uid))
    return Read(said, sources)


@dataclass(frozen=True)
class Past:
    """Epoch minutes of the posts of people: of each key, and of everything. Every `sampled`th post was read."""

    of: dict[str, list[int]]
    everything: list[int]
    sampled: int


def read_past(first: datetime, last: datetime, *, keys: Collection[str], sources: Collection[int]) -> Past:
    """When people of these sources carried each of these keys between two instants."""
    ((number,),) = _rows(_NUMBER, first, last)
    step = max(1, -(-number // MOST_PAST))
    of: dict[str, list[int]] = {key: [] for key in keys}
    everything: list[int] = []
    finder = Finder(keys)
    for rows in _chunks([row[0] for row in _rows(_IDS, first, last, step=step)], sources):
        minutes = [int(at.timestamp()) // 60 for _text, at in rows]
        everything += minutes
        for minute, found in zip(minutes, finder.find([text for text, _at in rows]), strict=True):
            for key in found:
                of[key].append(minute)
    return Past(of, everything, step)


def _chunks(ids: list[int], sources: Collection[int]) -> Iterator[list[tuple[str, datetime]]]:
    people = Mention.objects.filter(source__in=list(sources)).exclude(author_suspect__gte=SUSPECTED)
    for start in range(0, len(ids), _CHUNK):
        rows = people.filter(pk__in=ids[start : start + _CHUNK], published_at__isnull=False)
        yield [(text, at) for text, at in rows.order_by().values_list("text", "published_at") if at is not None]


def _rows(statement: str, first: datetime, last: datetime, **more: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"first": first, "last": last, **more})
        return list(cursor.fetchall())
