"""The past of a set, minute by minute, as far as we could hear (M4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from monitoring.models import KeywordSet
from monitoring.queries.coverage import Span, comparable
from monitoring.watch.series import Heard, Series, minute_of
from monitoring.watch.spikes import WEEKS
from monitoring.watch.stretches import in_all

LATE = timedelta(hours=6)
"""A post that comes in so late still can raise an alert, at the time it was published."""
BLOCK = timedelta(hours=6)
KNOWN = 12
"""A source that was heard in fewer blocks has no past: whatever it brings is no spike, but a beginning."""
_MAIN = 0.2
"""Sources with this share of what is new must have been heard for a stretch to be comparable."""

_HITS = """
FROM monitoring_hit hit JOIN monitoring_mention mention ON mention.id = hit.mention_id
WHERE hit.keyword_set_id = %(set)s AND hit.noise_at IS NULL
  AND hit.published_at >= %(first)s AND hit.published_at < %(last)s
"""
_PART = f"{_HITS} AND (%(group)s::bigint IS NULL OR mention.group_id = %(group)s)"
_BY_SOURCE = f"SELECT mention.source_id, count(*) {_HITS} GROUP BY 1 ORDER BY 2 DESC"
_BY_MINUTE = f"""
SELECT floor(extract(epoch FROM hit.published_at) / 60)::bigint, count(*)
{_HITS} AND mention.source_id = ANY(%(sources)s) GROUP BY 1
"""  # noqa: S608 - only our own words
_REACH = f"""
SELECT sum(followers) FROM (
    SELECT max(mention.author_followers) AS followers {_PART} GROUP BY mention.author_id
) AS people
"""  # noqa: S608 - only our own words
BIG = 100_000
"""Followers of a verified account that make it a big one."""
_BIG = f"""
SELECT mention.author_name, max(mention.author_followers) {_PART}
AND mention.author_verified >= 0 AND mention.author_followers >= %(big)s AND mention.author_name <> ''
GROUP BY 1 ORDER BY 2 DESC LIMIT 3
"""
_WORDS = f"""
SELECT word, count(*) FROM (SELECT hit.words {_PART}) AS caught, jsonb_array_elements_text(words) AS word
GROUP BY word ORDER BY count(*) DESC, word LIMIT %(limit)s
"""  # noqa: S608 - only our own words
_AUTHORS = f"""
SELECT mention.author_name, count(*) {_PART} AND mention.author_name <> ''
GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT %(limit)s
"""
_BLOCKS = """
SELECT source.id, wanted.start
FROM unnest(%(sources)s::bigint[]) AS source(id),
     generate_series(%(first)s::timestamptz, %(last)s::timestamptz, %(block)s) AS wanted(start)
WHERE EXISTS (
    SELECT 1 FROM monitoring_mention mention
    WHERE mention.source_id = source.id
      AND mention.published_at >= wanted.start - %(block)s AND mention.published_at < wanted.start + 2 * %(block)s
)
"""


@dataclass(frozen=True)
class Part:
    """What a set caught between two instants; of one group of near-identical posts when `group_id` is given."""

    keyword_set: KeywordSet
    start: datetime
    end: datetime
    group_id: int | None = None

    @property
    def wanted(self) -> dict[str, Any]:
        return {"set": self.keyword_set.pk, "first": self.start, "last": self.end, "group": self.group_id}


@dataclass(frozen=True)
class Leader:
    """Somebody or something that stands out among the hits of an hour."""

    name: str
    count: int


@dataclass(frozen=True)
class Past:
    """What a set caught and when it could hear. `beginners`: hits of sources without a past, which are left out;
    `sources`: those that have one."""

    series: Series
    heard: Heard
    beginners: int
    sources: tuple[int, ...] = ()


def past_of(keyword_set: KeywordSet, *, since: datetime, until: datetime, minimum: int) -> Past | None:
    """Hits by the time they were published, not by when they came in: an old file that is imported today is old.

    The stretch to be judged is `[since, until)`; before it lie the weeks to compare with. None when the stretch holds
    fewer than `minimum` hits of sources with a past: then nothing can stand out.
    """
    wanted = {"set": keyword_set.pk, "first": since, "last": until}
    recent = dict(_rows(_BY_SOURCE, wanted))
    if sum(recent.values()) < minimum:
        return None
    first = since - timedelta(weeks=WEEKS, hours=1)
    known, heard = heard_since(first, recent, judged=(since, until))
    total = sum(known.values())
    if total < minimum:
        return None
    minutes = dict(_rows(_BY_MINUTE, {**wanted, "first": first, "sources": list(known)}))
    return Past(Series(minutes), heard, sum(recent.values()) - total, tuple(known))


def heard_since(first: datetime, recent: dict[int, int], *, judged: Span) -> tuple[dict[int, int], Heard]:
    """Of `recent` (source → what it brought in the judged stretch) those that have a past, and when since `first` all
    of them that matter were heard alike."""
    inferred = _heard_blocks(list(recent), first, judged[1])
    spans = comparable(recent, inferred, judged=judged, first=first)
    known = {source: number for source, number in recent.items() if _length(spans.get(source, [])) >= KNOWN * BLOCK}
    total = sum(known.values())
    common = in_all([spans[source] for source, number in known.items() if number >= _MAIN * total])
    return known, Heard((minute_of(start), minute_of(end)) for start, end in common)


def _heard_blocks(sources: list[int], first: datetime, last: datetime) -> dict[int, list[Span]]:
    """Source → blocks around which it brought anything at all (of any set)."""
    found: dict[int, list[Span]] = {}
    wanted = {"sources": sources, "first": first, "last": last, "block": BLOCK}
    for source, start in _rows(_BLOCKS, wanted):
        found.setdefault(source, []).append((start, start + BLOCK))
    return found


def _length(spans: list[Span]) -> timedelta:
    return sum((end - start for start, end in spans), timedelta())


@dataclass(frozen=True)
class Mood:
    """How what was caught between two instants sounds and how far it carries.

    `negative`: percent of those judged; None: too few judged. `reach`: followers of all who spoke; None: unknown.
    """

    judged: int
    negative: int | None
    reach: int | None


FEWEST_JUDGED = 10


def mood_between(part: Part) -> Mood:
    """Polarity and followers as far as they are known."""
    statement = f"SELECT count(mention.polarity), count(*) FILTER (WHERE mention.polarity < 0) {_PART}"
    ((judged, negative),) = _rows(statement, part.wanted)
    ((reach,),) = _rows(_REACH, part.wanted)
    return Mood(judged, round(100 * negative / judged) if judged >= FEWEST_JUDGED else None, reach)


def big_voices(part: Part) -> list[str]:
    """Verified people with many followers who spoke, the biggest first."""
    return [name for name, _followers in _rows(_BIG, {**part.wanted, "big": BIG})]


def _rows(statement: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def leading_words(part: Part, *, limit: int = 5) -> list[Leader]:
    """The words that caught most."""
    return [Leader(*row) for row in _rows(_WORDS, {**part.wanted, "limit": limit})]


def leading_authors(part: Part, *, limit: int = 3) -> list[Leader]:
    """The people who wrote most of what was caught."""
    return [Leader(*row) for row in _rows(_AUTHORS, {**part.wanted, "limit": limit})]
