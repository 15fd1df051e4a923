"""How much a source usually brings at this time, and whether it now brings far less (M2)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db import connection

from monitoring.collect.keys import key_floor
from monitoring.models import Source
from monitoring.queries.coverage import ears_of
from monitoring.watch.stretches import minus, union

WINDOW = timedelta(hours=6)
SETTLED = timedelta(hours=1)
"""So long what was said may take to reach us; the window ends that much before now."""
WEEKS, DAYS = 8, 14
FEWEST = 4
ENOUGH = 20
"""A source that usually brings less in a window is quiet by chance too often to be warned of."""
FAR_LESS = 0.3
_COUNTS = """
SELECT source.id, wanted.start, (
    SELECT count(*) FROM monitoring_mention mention
    WHERE mention.source_id = source.id AND mention.id >= wanted.first AND mention.id < wanted.last
)
FROM unnest(%s::bigint[]) AS source(id), unnest(%s::timestamptz[], %s::bigint[], %s::bigint[])
    AS wanted(start, first, last)
"""


@dataclass(frozen=True)
class Volume:
    """What came in the last window, and what is usual in the same hours; no `usual` when too little is known."""

    start: datetime
    end: datetime
    count: int
    usual: int | None = None
    low: int = 0
    high: int = 0

    @property
    def is_far_less(self) -> bool:
        """Far below all that was heard in the same hours."""
        return (
            self.usual is not None
            and self.usual >= ENOUGH
            and self.count < self.low
            and self.count <= FAR_LESS * self.usual
        )


def volumes_of(sources: Sequence[Source], *, now: datetime) -> dict[int, Volume]:
    """Each source against the same hours of the week, else of the days before; only windows that were heard count."""
    end = (now - SETTLED).replace(minute=0, second=0, microsecond=0)
    start = end - WINDOW
    weekly = [start - timedelta(weeks=back) for back in range(1, WEEKS + 1)]
    daily = [start - timedelta(days=back) for back in range(1, DAYS + 1)]
    counts = _counts(sources, sorted({start, *weekly, *daily}))
    ears = ears_of(sources, weekly[-1], end, now=now)
    found = {}
    for source in sources:
        heard = union([*ears[source.pk].full, *ears[source.pk].partial])
        count = counts[source.pk, start]
        found[source.pk] = Volume(start, end, count)
        if minus([(start, end)], heard):
            continue
        for starts in (weekly, [*weekly, *daily]):
            past = [counts[source.pk, one] for one in set(starts) if not minus([(one, one + WINDOW)], heard)]
            if len(past) >= FEWEST:
                found[source.pk] = Volume(start, end, count, round(median(past)), min(past), max(past))
                break
    return found


def _counts(sources: Sequence[Source], starts: list[datetime]) -> dict[tuple[int, datetime], int]:
    ids = [source.pk for source in sources]
    bounds = [[key_floor(start) for start in starts], [key_floor(start + WINDOW) for start in starts]]
    found: dict[tuple[int, datetime], int] = defaultdict(int)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [ids, starts, *bounds])
        for pk, start, number in cursor.fetchall():
            found[pk, start] = number
    return found
