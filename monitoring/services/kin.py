"""Groups of near-identical mentions are counted as their mentions come in (M4)."""

import datetime as dt
from collections.abc import Collection

from django.db import connection, transaction

from core.locks import only_one
from monitoring.kin import WINDOW, assign
from monitoring.models import GroupChange, GroupChangeKind, KinSweep, Mention, MentionGroup
from monitoring.speakers.scoring import SUSPECTED

CHUNK = 20_000
_LONGEST_CHAIN = 8
_COUNT = """
WITH touched AS (SELECT unnest(%(groups)s::bigint[]) AS group_id),
member AS MATERIALIZED (
    SELECT m.group_id, m.id, coalesce(nullif(m.author_id, ''), nullif(m.author_name, '')) AS speaker,
        m.author_followers AS followers, m.author_suspect AS suspect, m.polarity,
        coalesce(m.published_at, m.first_seen_at) AS at
    FROM touched JOIN LATERAL (SELECT * FROM monitoring_mention m WHERE m.group_id = touched.group_id OFFSET 0) m
        ON true
),
whole AS (
    SELECT group_id, count(*) AS size, count(DISTINCT speaker) AS speakers, count(polarity) AS judged,
        count(*) FILTER (WHERE polarity < 0) AS negative, min(at) AS first_at, max(at) AS last_at,
        (array_agg(id ORDER BY at, id))[1] AS shown_id
    FROM member GROUP BY group_id HAVING count(*) > 1
),
heard AS (
    SELECT group_id, sum(followers) AS reach, count(suspect) AS weighed,
        count(*) FILTER (WHERE suspect >= %(line)s) AS suspects
    FROM (SELECT group_id, max(followers) AS followers, max(suspect) AS suspect FROM member
          GROUP BY group_id, coalesce(speaker, id::text)) AS each GROUP BY group_id
),
busiest AS (
    SELECT DISTINCT ON (group_id) group_id, date_trunc('hour', at) AS peak_at, count(*) AS peak
    FROM member GROUP BY group_id, date_trunc('hour', at) ORDER BY group_id, peak DESC, peak_at
)
INSERT INTO monitoring_mentiongroup (id, size, speakers, reach, weighed, suspects, judged, negative, first_at, last_at,
    peak_at, peak, shown_id, counted_at)
SELECT group_id, size, speakers, reach, weighed, suspects, judged, negative, first_at, last_at, peak_at, peak, shown_id,
    %(at)s
FROM whole JOIN busiest USING (group_id) JOIN heard USING (group_id) ORDER BY group_id
ON CONFLICT (id) DO UPDATE SET (size, speakers, reach, weighed, suspects, judged, negative, first_at, last_at, peak_at,
    peak, shown_id, counted_at) = ROW(excluded.size, excluded.speakers, excluded.reach, excluded.weighed,
    excluded.suspects, excluded.judged, excluded.negative, excluded.first_at, excluded.last_at, excluded.peak_at,
    excluded.peak, excluded.shown_id, excluded.counted_at)
RETURNING id
"""
_TOUCHED = """
SELECT DISTINCT group_id FROM monitoring_mention WHERE arrival > %s AND arrival <= %s AND group_id IS NOT NULL
"""
_BRING_ALONG = """
UPDATE monitoring_mention AS m SET group_id = c.into_id FROM monitoring_groupchange AS c
WHERE m.arrival > %s AND m.arrival <= %s AND m.group_id = c.from_id AND c.kind = 'merge' AND c.undone_at IS NULL
"""


def count_groups(*, now: dt.datetime) -> int:
    """Count the groups of what came since the last turn, by one statement a chunk. Returns how many were counted."""
    counted = 0
    with only_one("monitoring.kin.count") as mine:
        while mine and (ends := _next_chunk()) is not None:
            with transaction.atomic():
                counted += len(recount(_touched(*ends, now), now=now))
                KinSweep.objects.update_or_create(pk=1, defaults={"read_to": ends[1]})
    return counted


def recount(groups: Collection[int], *, now: dt.datetime) -> set[int]:
    """Count these groups; one that has fewer than two mentions left goes. Returns which stand."""
    if not groups:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"groups": list(groups), "at": now, "line": SUSPECTED})
        standing = {int(row[0]) for row in cursor.fetchall()}
    gone = set(groups) - standing
    MentionGroup.objects.filter(pk__in=gone).delete()
    return standing


def _touched(after: int, to: int, now: dt.datetime) -> list[int]:
    """The groups of these arrivals, after what people merged was brought along (a merge may follow a merge) and what
    they split was sent after it."""
    with connection.cursor() as cursor:
        for _ in range(_LONGEST_CHAIN):
            cursor.execute(_BRING_ALONG, [after, to])
            if not cursor.rowcount:
                break
        cursor.execute(_TOUCHED, [after, to])
        touched = [int(row[0]) for row in cursor.fetchall()]
    return [*touched, *_send_after_splits(after, to, touched, now)]


def _send_after_splits(after: int, to: int, touched: list[int], now: dt.datetime) -> set[int]:
    """What was read before a split and merged after it is asked again for its group. Returns where it went."""
    splits = GroupChange.objects.filter(kind=GroupChangeKind.SPLIT, undone_at=None, at__gt=now - WINDOW)
    parted = set(splits.filter(from_id__in=touched).values_list("from_id", "into_id"))
    if not parted:
        return set()
    rows = Mention.objects.filter(arrival__gt=after, arrival__lte=to, group_id__in={old for old, _new in parted})
    came = list(rows.values_list("pk", "group_id", "text"))
    asked = assign([text for _pk, _group, text in came], at=now)
    moved: dict[int, list[int]] = {}
    for (pk, old, _text), group in zip(came, asked, strict=True):
        if old is not None and group is not None and (old, group) in parted:
            moved.setdefault(group, []).append(pk)
    for group, ids in moved.items():
        Mention.objects.filter(pk__in=ids).update(group_id=group)
    return set(moved)


def _next_chunk() -> tuple[int, int] | None:
    """The arrivals after which, and up to which, mentions are read next."""
    after = KinSweep.objects.filter(pk=1).values_list("read_to", flat=True).first() or 0
    rows = Mention.objects.filter(arrival__gt=after).order_by("arrival").values_list("arrival", flat=True)[:CHUNK]
    arrivals = list(rows)
    return (after, arrivals[-1]) if arrivals else None
