"""Rows become mentions: one statement for files and live sources, known ones are refreshed, never doubled."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from core.locks import wait_in_line
from monitoring.collect.months import put_back_months
from monitoring.collect.rows import COLUMNS, MentionRow
from monitoring.collect.staging import INCOMING, take_in
from monitoring.collect.understanding import understood
from monitoring.models import Mention, MentionImport, Source

LINE = "monitoring.mention"
"""Whoever changes the table of mentions by more than a correction waits here for the one before."""
_NAMES = ", ".join(COLUMNS)
_REFRESHED = ("reposts", "comments", "likes")
_ALSO = ("author_followers", "author_verified", "author_suspect")
# A crawler's file may come after a later one, or after a live source: the later sight wins, whichever came first.
_LATEST = ", ".join(
    f"{name} = CASE WHEN excluded.last_seen_at >= known.last_seen_at THEN coalesce(excluded.{name}, known.{name}) "
    f"ELSE coalesce(known.{name}, excluded.{name}) END"
    for name in (*_REFRESHED, *_ALSO)
)
# People of whom nobody knew the id would count as one in the reach of an alert.
_ADDED = ", ".join(
    f"{name} = coalesce(nullif(known.{name}, ''), excluded.{name})"
    for name in ("author_id", "author_name", "url", "retweet_id")
)
# A post was there when it was published; a time to come is a wrong clock, and must not bar later counts.
_SEEN = "greatest(%(seen)s, least(coalesce(newest.published_at, %(seen)s), %(at)s))"
_OTHER = " OR ".join(
    f"newest.{name} <> coalesce(known.{name}, -1) AND (known.{name} IS NULL OR {_SEEN} >= known.last_seen_at)"
    for name in _REFRESHED
)
# What a mention is judged to be is not among what a second sight refreshes: a person may have corrected it.
_MERGE = f"""
WITH newest AS MATERIALIZED (SELECT DISTINCT ON (key) * FROM {{rows}} ORDER BY key, line DESC),
seen AS (
    SELECT count(*) AS number, count(known.id) AS known, count(*) FILTER (WHERE known.id IS NOT NULL AND ({_OTHER}))
        AS changed
    FROM newest LEFT JOIN LATERAL (SELECT * FROM monitoring_mention m WHERE m.id = newest.key OFFSET 0) known ON true
),
merged AS (
    INSERT INTO monitoring_mention AS known
        (id, {_NAMES}, source_id, first_import_id, last_import_id, first_seen_at, last_seen_at)
    SELECT key, {_NAMES}, %(source)s, %(import)s, %(import)s, %(at)s, {_SEEN} FROM newest ORDER BY key
    ON CONFLICT (id) DO UPDATE SET {_LATEST},
        {_ADDED},
        published_at = coalesce(known.published_at, excluded.published_at),
        group_id = coalesce(known.group_id, excluded.group_id),
        last_import_id = excluded.last_import_id, last_seen_at = greatest(excluded.last_seen_at, known.last_seen_at)
)
SELECT number, number - known, changed FROM seen
"""  # noqa: S608  only names of columns are put in
_STAGED = "monitoring_stagedmention WHERE mention_import_id = %(import)s"
_ENDS = f"SELECT min(key), max(key) FROM {_STAGED}"  # noqa: S608  names only
_HAND_ON = """
UPDATE monitoring_mention SET first_import_id = last_import_id
WHERE first_import_id = %(import)s AND last_import_id IS DISTINCT FROM %(import)s
"""
_FORGET_LAST = """
UPDATE monitoring_mention SET last_import_id = first_import_id
WHERE last_import_id = %(import)s AND first_import_id IS DISTINCT FROM %(import)s
"""
_REMOVE_HITS = """
DELETE FROM monitoring_hit USING monitoring_mention
WHERE mention_id = monitoring_mention.id AND first_import_id = %(import)s
"""


@dataclass(frozen=True)
class Merged:
    """How many different mentions came, how many were new, how many known ones changed."""

    seen: int
    new: int
    refreshed: int


def merge_rows(rows: Sequence[MentionRow], *, source: Source, at: dt.datetime) -> Merged:
    """Take in what a live source answered; the later of two rows with one id wins.

    Only what is new is judged: what is seen again keeps its polarity, kind and group, whatever would be read now.
    """
    known = set(Mention.objects.filter(pk__in=[row.key for row in rows]).values_list("pk", flat=True))
    understood([row for row in rows if row.key not in known], at=at)
    return merge_judged(rows, source=source, at=at)


def merge_judged(rows: Sequence[MentionRow], *, source: Source, at: dt.datetime) -> Merged:
    """Take in rows as they are, without judging them."""
    if not rows:
        return Merged(0, 0, 0)
    keys = [row.key for row in rows]
    put_back_months(min(keys), max(keys), at)
    with transaction.atomic():
        take_in(rows)
        return _merge(INCOMING, {"source": source.pk, "import": None, "at": at, "seen": at})


def make_room(mention_import: MentionImport, *, at: dt.datetime) -> None:
    """The months that an import needs and that are missing. Call it before the transaction that merges."""
    with connection.cursor() as cursor:
        cursor.execute(_ENDS, {"import": mention_import.pk})
        first, last = cursor.fetchone()
    if first is not None:
        put_back_months(first, last, at)


def merge_staged(mention_import: MentionImport, *, at: dt.datetime) -> Merged:
    """Make the staged rows of an import visible, all at once. Call it inside the transaction that ends the job."""
    seen = mention_import.seen_at or at
    params = {"source": mention_import.source_id, "import": mention_import.pk, "at": at, "seen": seen}
    return _merge(_STAGED, params)


def remove_import(mention_import: MentionImport) -> int:
    """Take out what only this import brought, with its hits; what others saw as well stays. Returns how many went."""
    params = {"import": mention_import.pk}
    wait_in_line(LINE)
    with connection.cursor() as cursor:
        for statement in (_HAND_ON, _FORGET_LAST, _REMOVE_HITS):
            cursor.execute(statement, params)
        cursor.execute("DELETE FROM monitoring_mention WHERE first_import_id = %(import)s", params)
        return int(cursor.rowcount)


def _merge(rows: str, params: dict[str, Any]) -> Merged:
    # In line: arrivals are then handed out in the order of commits, so that a sweep which has read up to one
    # cannot have missed a smaller one that became visible later.
    wait_in_line(LINE)
    with connection.cursor() as cursor:
        cursor.execute(_MERGE.format(rows=rows), params)
        return Merged(*cursor.fetchone())
