"""Staged acts become acts: known ones are refreshed, never doubled; an import is taken out as a whole."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from campaigns.collect.rows import ActRow
from campaigns.collect.staging import INCOMING, NAMES, take_in
from campaigns.models import Campaign, EntryImport

_STAGED: Final = "campaigns_stagedact WHERE entry_import_id = %(import)s"
# The text that was read first is what is judged: quizzes would otherwise be won by editing. Rows go in by person, so
# that judging, which reads person by person, finds them side by side.
_CHANGED: Final = """
    known.name <> excluded.name OR (excluded.gone_at IS NOT NULL AND known.gone_at IS NULL)
    OR coalesce(excluded.followers <> known.followers, excluded.followers IS NOT NULL)
    OR coalesce(excluded.follows_us <> known.follows_us, excluded.follows_us IS NOT NULL)
    OR (excluded.print <> known.print AND excluded.text <> known.edited_text)
    OR known.last_import_id IS DISTINCT FROM excluded.last_import_id
"""
_MERGE: Final = f"""
WITH newest AS MATERIALIZED (
    SELECT DISTINCT ON (uid, kind, external_id) {NAMES} FROM {{rows}} ORDER BY uid, kind, external_id, id DESC
),
merged AS (
    INSERT INTO campaigns_act AS known (
        campaign_id, kind, external_id, uid, name, text, acted_at, seen_at, gone_at, edited_text, followers, follows_us,
        print, circle, first_import_id, last_import_id
    )
    SELECT %(campaign)s, kind, external_id, uid, name, text, acted_at, %(at)s,
        CASE WHEN gone THEN %(at)s::timestamptz END, '', followers, follows_us, print, circle, %(import)s, %(import)s
    FROM newest ORDER BY uid
    ON CONFLICT (campaign_id, kind, external_id) DO UPDATE SET
        name = excluded.name,
        gone_at = coalesce(known.gone_at, excluded.gone_at),
        followers = coalesce(excluded.followers, known.followers),
        follows_us = coalesce(excluded.follows_us, known.follows_us),
        edited_at = coalesce(known.edited_at, CASE WHEN excluded.print <> known.print THEN %(at)s::timestamptz END),
        edited_text = CASE WHEN excluded.print <> known.print THEN excluded.text ELSE known.edited_text END,
        last_import_id = excluded.last_import_id
    WHERE {_CHANGED}
    RETURNING xmax = 0 AS fresh
)
SELECT (SELECT count(*) FROM newest), count(*) FILTER (WHERE fresh) FROM merged
"""  # noqa: S608  only names of columns are put in
_HAND_ON: Final = """
UPDATE campaigns_act SET first_import_id = last_import_id
WHERE campaign_id = %(campaign)s AND first_import_id = %(import)s AND last_import_id IS DISTINCT FROM %(import)s
"""
_FORGET_LAST: Final = """
UPDATE campaigns_act SET last_import_id = first_import_id
WHERE campaign_id = %(campaign)s AND last_import_id = %(import)s AND first_import_id IS DISTINCT FROM %(import)s
"""
_REMOVE: Final = "DELETE FROM campaigns_act WHERE campaign_id = %(campaign)s AND first_import_id = %(import)s"


@dataclass(frozen=True)
class Merged:
    """How many different acts came, and how many of them were new."""

    seen: int
    new: int


def merge_rows(rows: Sequence[ActRow], *, campaign: Campaign, at: dt.datetime) -> Merged:
    """Take in what Weibo answered. Call it in the transaction that moves the cursor."""
    if not rows:
        return Merged(0, 0)
    take_in(rows)
    return _merge(INCOMING, {"campaign": campaign.pk, "import": None, "at": at})


def merge_staged(entry_import: EntryImport, *, at: dt.datetime) -> Merged:
    """Make the staged rows of a file visible, all at once. Call it inside the transaction that ends the job."""
    return _merge(_STAGED, {"campaign": entry_import.campaign_id, "import": entry_import.pk, "at": at})


def remove_import(entry_import: EntryImport) -> int:
    """Take out what only this file brought; what others saw as well stays. Returns how many acts went."""
    params = {"campaign": entry_import.campaign_id, "import": entry_import.pk}
    with connection.cursor() as cursor:
        for statement in (_HAND_ON, _FORGET_LAST, _REMOVE):
            cursor.execute(statement, params)
        return int(cursor.rowcount)


def _merge(rows: str, params: dict[str, Any]) -> Merged:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute(_MERGE.format(rows=rows), params)
        return Merged(*cursor.fetchone())
