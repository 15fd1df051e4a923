"""Where the series of posts that wait for a time stand (C11), for the planner (K8)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import F
from django.db.models.functions import Coalesce

from content import models
from content.queries.series import parts, rhythm_of
from publishing.planner import Candidate, Series


def read_series(candidates: Mapping[int, Sequence[Candidate]]) -> dict[int, dict[int, Series]]:
    """By account and series: the parts that have a time, and the numbers that are still missing; two queries."""
    ready: dict[int, set[int]] = defaultdict(set)
    for one in (one for several in candidates.values() for one in several if one.series_id is not None):
        ready[one.series_id or 0].add(one.number)
    placed: dict[int, dict[int, dt.datetime]] = defaultdict(dict)
    written: dict[int, set[int]] = defaultdict(set)
    rows = parts().filter(series__in=ready).annotate(goes_at=Coalesce(F("published_at"), F("due_at")))
    for series_id, number, goes_at in rows.values_list("series_id", "series_number", "goes_at"):
        if series_id is None or number is None:
            continue
        written[series_id].add(number)
        if goes_at is not None:
            placed[series_id][number] = goes_at
    found: dict[int, dict[int, Series]] = defaultdict(dict)
    for row in models.Series.objects.filter(pk__in=ready):
        missing = (written[row.pk] - ready[row.pk]).difference(placed[row.pk])
        found[row.account_id][row.pk] = Series(
            name=row.name,
            least_days=rhythm_of(row).least_days,
            placed=tuple(sorted(placed[row.pk].items())),
            missing=frozenset(missing),
        )
    return dict(found)
