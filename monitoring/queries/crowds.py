"""Groups of near-identical posts that grow among what a set catches; muted ones do not count (M4)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db import connection

from monitoring.models import KeywordSet, Mention
from monitoring.queries.history import Past
from monitoring.watch.crowds import Peaks, find_growth, peaks_of
from monitoring.watch.series import Series, instant_of
from monitoring.watch.spikes import WEEK, WEEKS, Setting, Spike

MOST: Final = 10
"""So many groups of a set are looked at; the others are smaller."""
LEAST: Final = 5
"""Groups below do not count as loud ones of their week."""
SNIPPET: Final = 60
_HITS = """
FROM monitoring_hit hit JOIN monitoring_mention mention ON mention.id = hit.mention_id
WHERE hit.keyword_set_id = %(set)s AND hit.noise_at IS NULL
  AND hit.published_at >= %(first)s AND hit.published_at < %(last)s AND mention.source_id = ANY(%(sources)s)
"""
_CANDIDATES = f"""
SELECT mention.group_id {_HITS} AND mention.group_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM monitoring_mentiongroup muted WHERE muted.id = mention.group_id AND muted.muted_at IS NOT NULL
)
GROUP BY 1 HAVING count(*) >= %(minimum)s ORDER BY count(*) DESC, 1 LIMIT {MOST}
"""  # noqa: S608 - only our own words
_MINUTES = f"""
SELECT mention.group_id, floor(extract(epoch FROM hit.published_at) / 60)::bigint
{_HITS} AND mention.group_id = ANY(%(groups)s)
"""  # noqa: S608 - only our own words
_CROWD = f"""
SELECT mention.group_id, floor(extract(epoch FROM hit.published_at) / 60)::bigint
{_HITS} AND mention.group_id <> ALL(%(groups)s) AND mention.group_id IN (
    SELECT id FROM monitoring_mentiongroup WHERE size >= {LEAST} AND last_at >= %(first)s
)
"""  # noqa: S608 - only our own words


@dataclass(frozen=True)
class Growth:
    """A group that stands out: its posts by minute, and its windows in the order of time."""

    group_id: int
    series: Series
    spikes: tuple[Spike, ...]

    @property
    def loudest(self) -> Spike:
        """The window that stands out most."""
        return max(self.spikes, key=lambda spike: spike.excess)

    def share(self, *, end: int, minutes: int, beyond: float) -> float:
        """Its part of what the set caught in a window beyond the usual."""
        return self.series.count(end, minutes) / max(1.0, beyond)


def growths_of(keyword_set: KeywordSet, past: Past, ends: Sequence[int], setting: Setting) -> list[Growth]:
    """Groups that stand out at any of these looks (rising), the largest first. One query when none is large enough."""
    wanted: dict[str, Any] = {
        "set": keyword_set.pk,
        "sources": list(past.sources),
        "first": instant_of(ends[0] - max(setting.all_windows)),
        "last": instant_of(ends[-1]),
        "minimum": max(1, setting.minimum),
    }
    groups = [group for (group,) in _rows(_CANDIDATES, wanted)]
    if not groups:
        return []
    wanted |= {"groups": groups, "first": instant_of(ends[0] - WEEKS * WEEK)}
    peaks = _peaks(past, ends[0], setting, wanted)
    found: dict[int, Counter[int]] = {group: Counter() for group in groups}
    for group, minute in _rows(_MINUTES, wanted):
        found[group][minute] += 1
    growths = (_growth(group, Series(counts), past, ends, setting, peaks) for group, counts in found.items())
    return [growth for growth in growths if growth is not None]


def first_post(keyword_set: KeywordSet, group_id: int) -> dict[str, Any]:
    """The first post of a group that the set caught: key and the beginning of its text."""
    rows = Mention.objects.filter(group_id=group_id, hits__keyword_set=keyword_set).order_by("pk")
    pk, text = rows.values_list("pk", "text")[:1].get()
    return {"mention": pk, "text": text[:SNIPPET]}


def _growth(
    group: int, series: Series, past: Past, ends: Sequence[int], setting: Setting, peaks: Peaks
) -> Growth | None:
    found = [find_growth(series, past.heard, end, setting, peaks) for end in ends]
    spikes = tuple(spike for spike in found if spike is not None)
    return Growth(group, series, spikes) if spikes else None


def _peaks(past: Past, end: int, setting: Setting, wanted: dict[str, Any]) -> Peaks:
    """Of the weeks that were heard for the most part."""
    rows = np.array(_rows(_CROWD, wanted), dtype=np.int64).reshape(-1, 2)
    found = peaks_of(rows[:, 1], rows[:, 0], end=end, lengths=setting.all_windows)
    heard = [past.heard.share(end - (week + 1) * WEEK, end - week * WEEK) >= 0.5 for week in range(WEEKS)]
    return {
        length: [peak for peak, known in zip(weekly, heard, strict=True) if known] for length, weekly in found.items()
    }


def _rows(statement: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())
