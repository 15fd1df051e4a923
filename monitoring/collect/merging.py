"""Rows become mentions: one statement for files and live sources, known ones are refreshed, never doubled."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from core.locks import wait_in_line
from monitoring.collect.rows import COLUMNS, MentionRow
from monitoring.collect.understanding import understood
from monitoring.models import MentionImport, Source

_LINE = "monitoring.mention"
_NAMES = ", ".join(COLUMNS)
_REFRESHED = ("reposts", "comments", "likes")
_KNOWN = ", ".join(f"coalesce(excluded.{name}, known.{name})" for name in _REFRESHED)
_OTHER = " OR ".join(f"newest.{name} <> coalesce(known.{name}, -1)" for name in _REFRESHED)
_MERGE = f"""
WITH incoming AS ({{rows}}),
newest AS MATERIALIZED (
    SELECT DISTINCT ON (is_comment, external_id) * FROM incoming ORDER BY is_comment, external_id, line DESC
),
changed AS (
    SELECT count(*) AS number FROM newest JOIN monitoring_mention known USING (is_comment, external_id) WHERE {_OTHER}
),
merged AS (
    INSERT INTO monitoring_mention AS known
        ({_NAMES}, source_id, first_import_id, last_import_id, first_seen_at, last_seen_at)
    SELECT {_NAMES}, %(source)s, %(import)s, %(import)s, %(at)s, %(at)s
    FROM newest ORDER BY published_at NULLS FIRST, line
    ON CONFLICT (is_comment, external_id) DO UPDATE SET
        ({", ".join(_REFRESHED)}) = ROW({_KNOWN}),
        author_name = coalesce(nullif(known.author_name, ''), excluded.author_name),
        published_at = coalesce(known.published_at, excluded.published_at),
        last_import_id = excluded.last_import_id, last_seen_at = excluded.last_seen_at
    RETURNING (xmax = 0) AS is_new
)
SELECT (SELECT count(*) FROM newest), count(*) FILTER (WHERE is_new), (SELECT number FROM changed) FROM merged
"""  # noqa: S608  only names of columns are put in
_FROM_JSON = f"""
SELECT row_number() OVER () AS line, {_NAMES} FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(
    external_id text, author_id text, author_name text, text text, published_at timestamptz, url text,
    reposts int, comments int, likes int, retweet_id text, is_comment boolean,
    polarity smallint, polarity_certainty smallint, topic_kind text, kind_certainty smallint)
"""  # noqa: S608
_FROM_STAGING = f"SELECT line, {_NAMES} FROM monitoring_stagedmention WHERE mention_import_id = %(import)s"  # noqa: S608
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
    """Take in what a live source answered; the later of two rows with one id wins."""
    if not rows:
        return Merged(0, 0, 0)
    params = {
        "rows": json.dumps([row.as_json() for row in understood(rows)]),
        "source": source.pk,
        "import": None,
        "at": at,
    }
    with transaction.atomic():
        return _merge(_FROM_JSON, params)


def merge_staged(mention_import: MentionImport, *, at: dt.datetime) -> Merged:
    """Make the staged rows of an import visible, all at once. Call it inside the transaction that ends the job."""
    params = {"source": mention_import.source_id, "import": mention_import.pk, "at": at}
    return _merge(_FROM_STAGING, params)


def remove_import(mention_import: MentionImport) -> int:
    """Take out what only this import brought, with its hits; what others saw as well stays. Returns how many went."""
    params = {"import": mention_import.pk}
    wait_in_line(_LINE)
    with connection.cursor() as cursor:
        for statement in (_HAND_ON, _FORGET_LAST, _REMOVE_HITS):
            cursor.execute(statement, params)
        cursor.execute("DELETE FROM monitoring_mention WHERE first_import_id = %(import)s", params)
        return int(cursor.rowcount)


def _merge(rows: str, params: dict[str, Any]) -> Merged:
    # In line: ids are then handed out in the order of commits, so that a sweep which has read up to an id
    # cannot have missed a smaller one that became visible later.
    wait_in_line(_LINE)
    with connection.cursor() as cursor:
        cursor.execute(_MERGE.format(rows=rows), params)
        return Merged(*cursor.fetchone())
