"""All people of a campaign judged as a stream, in bounded memory; verdicts go by COPY, then are merged."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from django.db import connection

from campaigns.collect.staging import copy_in, escaped
from campaigns.judging import Crowd, Deed, Judged, Person, Terms, judge
from campaigns.models import Campaign

CHUNK: Final = 20_000
TABLE: Final = "campaigns_judged"
_EMPTY: Final = f"""
CREATE TEMPORARY TABLE IF NOT EXISTS {TABLE} (
    uid text, name text, entered_at timestamptz, ruled text, reasons jsonb, facts jsonb, suspicion integer
);
TRUNCATE {TABLE};
"""
_READ: Final = """
SELECT uid, kind, acted_at, gone_at IS NOT NULL, {text}, name, followers, follows_us, print, circle
FROM campaigns_act WHERE campaign_id = %s AND uid >= %s ORDER BY uid LIMIT %s
"""
_ONE: Final = """
SELECT uid, kind, acted_at, gone_at IS NOT NULL, text, name, followers, follows_us, print, circle
FROM campaigns_act WHERE campaign_id = %s AND uid = %s
"""
_CHANGES: Final = f"""
INSERT INTO campaigns_verdictchange (entry_id, before, after, reasons, rules_version, note, at)
SELECT entry.id, entry.verdict, judged.ruled, entry.reasons, %(version)s, '', %(at)s
FROM {TABLE} judged JOIN campaigns_entry entry ON entry.campaign_id = %(campaign)s AND entry.uid = judged.uid
WHERE entry.decided_at IS NULL AND entry.verdict <> judged.ruled
"""  # noqa: S608  only the name of the table is put in
_MERGE: Final = f"""
INSERT INTO campaigns_entry AS known (
    campaign_id, uid, name, entered_at, verdict, ruled, reasons, facts, suspicion, weight, rules_version, judged_at,
    decided_reason
)
SELECT %(campaign)s, uid, name, entered_at, ruled, ruled, reasons, facts, suspicion, 1, %(version)s, %(at)s, ''
FROM {TABLE}
ON CONFLICT (campaign_id, uid) DO UPDATE SET
    name = excluded.name, entered_at = excluded.entered_at, ruled = excluded.ruled, reasons = excluded.reasons,
    verdict = CASE WHEN known.decided_at IS NULL THEN excluded.ruled ELSE known.verdict END,
    facts = excluded.facts, suspicion = excluded.suspicion, rules_version = excluded.rules_version, judged_at = %(at)s
WHERE (known.name, known.entered_at, known.ruled, known.reasons, known.facts, known.suspicion, known.rules_version)
    IS DISTINCT FROM (excluded.name, excluded.entered_at, excluded.ruled, excluded.reasons, excluded.facts,
        excluded.suspicion, excluded.rules_version)
"""  # noqa: S608  only the name of the table is put in
_SURPLUS: Final = f"""
SELECT (SELECT count(*) FROM campaigns_entry WHERE campaign_id = %s) > (SELECT count(*) FROM {TABLE})
"""  # noqa: S608  only the name of the table is put in
_GONE: Final = f"""
DELETE FROM campaigns_entry entry WHERE entry.campaign_id = %s
    AND NOT EXISTS (SELECT FROM {TABLE} judged WHERE judged.uid = entry.uid)
"""  # noqa: S608  only the name of the table is put in
_FORGET: Final = f"""
DELETE FROM {{table}} WHERE entry_id IN (
    SELECT entry.id FROM campaigns_entry entry WHERE entry.campaign_id = %s
    AND NOT EXISTS (SELECT FROM {TABLE} judged WHERE judged.uid = entry.uid))
"""  # noqa: S608  only names of tables are put in


@dataclass
class Tally:
    """What was found: acts and people read, how often each reason, sign and note was given."""

    acts: int = 0
    people: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    signs: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    def add(self, judged: Judged) -> None:
        """Count one person."""
        self.people += 1
        if judged.reasons:
            self.reasons.update(judged.reasons)
        if judged.facts:
            self.signs.update(list(judged.facts.get("signs", ())))
            self.notes.update(judged.facts.get("notes", ()))
            self.notes.update(judged.facts.get("unchecked", ()))


def judge_all(campaign: Campaign, terms: Terms, crowd: Crowd, tell: Callable[[int], None]) -> Tally:
    """Judge everybody into `TABLE`, a temporary table of this session. `tell` hears how many acts were read."""
    tally = Tally()
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY)
    for rows in _chunks(campaign, terms):
        lines = []
        for uid, deeds in groupby(rows, itemgetter(0)):
            person = Person(uid, [Deed._make(row[1:]) for row in deeds])
            judged = judge(person, terms, crowd)
            tally.add(judged)
            lines.append(_line(person, judged))
        copy_in(f"COPY {TABLE} FROM STDIN", "".join(lines))
        tally.acts += len(rows)
        tell(tally.acts)
    return tally


def deeds_of(campaign: Campaign, uid: str) -> Person | None:
    """One person as judging sees him; None when he did nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE, [campaign.pk, uid])
        rows = cursor.fetchall()
    return Person(uid, [Deed._make(row[1:]) for row in rows]) if rows else None


def merge_verdicts(campaign: Campaign, *, version: int, at: dt.datetime) -> tuple[int, int]:
    """Make the verdicts hold; rows that stay the same are not written. Returns how many verdicts and rows changed."""
    params: dict[str, Any] = {"campaign": campaign.pk, "version": version, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {TABLE}")
        # Statistics of entries that have just come are not there yet; loops over a million rows would never end.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(_CHANGES, params)
        changed = cursor.rowcount
        cursor.execute(_MERGE, params)
        written = cursor.rowcount
        cursor.execute(_SURPLUS, [campaign.pk])
        if not cursor.fetchone()[0]:
            return changed, written
        for table in ("campaigns_verdictchange", "campaigns_appeal"):
            cursor.execute(_FORGET.format(table=table), [campaign.pk])
        cursor.execute(_GONE, [campaign.pk])
        return changed, written + cursor.rowcount


def _chunks(campaign: Campaign, terms: Terms) -> Iterator[list[tuple[Any, ...]]]:
    """Acts by person; a chunk ends where a person ends, whatever he did."""
    statement = _READ.format(text="text" if terms.reads_texts else "''")
    since, size = "", CHUNK
    while True:
        with connection.cursor() as cursor:
            cursor.execute(statement, [campaign.pk, since, size])
            rows = cursor.fetchall()
        if len(rows) < size:
            if rows:
                yield rows
            return
        since = rows[-1][0]
        whole = next((at for at in range(len(rows) - 1, -1, -1) if rows[at][0] != since), -1) + 1
        if whole:
            yield rows[:whole]
            size = CHUNK
        else:
            size *= 2  # one person alone fills the chunk


def _line(person: Person, judged: Judged) -> str:
    facts = json.dumps(judged.facts, ensure_ascii=False) if judged.facts else "{}"
    reasons = json.dumps(judged.reasons) if judged.reasons else "[]"
    name, at = escaped(person.name), judged.entered_at.isoformat()
    return f"{person.uid}\t{name}\t{at}\t{judged.verdict}\t{reasons}\t{escaped(facts)}\t{judged.score}\n"
