"""Groups of near-identical mentions are counted as their mentions come in (M4)."""

import datetime as dt

from django.db import connection, transaction

from core.locks import only_one
from monitoring.models import KinSweep, Mention

CHUNK = 20_000
_COUNT = """
WITH touched AS (
    SELECT DISTINCT group_id FROM monitoring_mention WHERE arrival > %(after)s AND arrival <= %(to)s
        AND group_id IS NOT NULL
),
member AS MATERIALIZED (
    SELECT m.group_id, m.id, coalesce(nullif(m.author_id, ''), nullif(m.author_name, '')) AS speaker,
        m.author_followers AS followers, m.polarity, coalesce(m.published_at, m.first_seen_at) AS at
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
    SELECT group_id, sum(followers) AS reach
    FROM (SELECT group_id, max(followers) AS followers FROM member WHERE followers IS NOT NULL
          GROUP BY group_id, coalesce(speaker, id::text)) AS each GROUP BY group_id
),
busiest AS (
    SELECT DISTINCT ON (group_id) group_id, date_trunc('hour', at) AS peak_at, count(*) AS peak
    FROM member GROUP BY group_id, date_trunc('hour', at) ORDER BY group_id, peak DESC, peak_at
)
INSERT INTO monitoring_mentiongroup
    (id, size, speakers, reach, judged, negative, first_at, last_at, peak_at, peak, shown_id, counted_at)
SELECT group_id, size, speakers, reach, judged, negative, first_at, last_at, peak_at, peak, shown_id, %(at)s
FROM whole JOIN busiest USING (group_id) LEFT JOIN heard USING (group_id) ORDER BY group_id
ON CONFLICT (id) DO UPDATE SET (size, speakers, reach, judged, negative, first_at, last_at, peak_at, peak, shown_id,
    counted_at) = ROW(excluded.size, excluded.speakers, excluded.reach, excluded.judged, excluded.negative,
    excluded.first_at, excluded.last_at, excluded.peak_at, excluded.peak, excluded.shown_id, excluded.counted_at)
"""


def count_groups(*, now: dt.datetime) -> int:
    """Count the groups of what came since the last turn, by one statement a chunk. Returns how many were counted."""
    counted = 0
    with only_one("monitoring.kin.count") as mine:
        while mine and (ends := _next_chunk()) is not None:
            with transaction.atomic():
                counted += _count(*ends, now=now)
                KinSweep.objects.update_or_create(pk=1, defaults={"read_to": ends[1]})
    return counted


def _next_chunk() -> tuple[int, int] | None:
    """The arrivals after which, and up to which, mentions are read next."""
    after = KinSweep.objects.filter(pk=1).values_list("read_to", flat=True).first() or 0
    rows = Mention.objects.filter(arrival__gt=after).order_by("arrival").values_list("arrival", flat=True)[:CHUNK]
    arrivals = list(rows)
    return (after, arrivals[-1]) if arrivals else None


def _count(after: int, to: int, *, now: dt.datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"after": after, "to": to, "at": now})
        return int(cursor.rowcount)
