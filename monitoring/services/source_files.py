"""What a crawler's file lets us hear: the hours from which it brought something (M2)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import connection

from monitoring.collect.merging import Merged
from monitoring.models import MentionImport, StretchState
from monitoring.services.source_runs import Run, cover, note_run

HOUR = timedelta(hours=1)
SILENCE = 7
"""Hours without a post that a file may hold and still be taken for whole: a night."""
FEWEST = 3
"""Hours with posts that make a stretch; a lone old post is one that somebody reposted."""
_HOURS = """
SELECT DISTINCT floor(extract(epoch FROM published_at) / 3600)::bigint FROM monitoring_stagedmention
WHERE mention_import_id = %s AND published_at IS NOT NULL ORDER BY 1
"""


def note_import(*, mention_import: MentionImport, merged: Merged, at: datetime) -> None:
    """An import is a run of its source. Call it in the transaction that ends it, before the staged rows go."""
    spans = list(_spans(_hours(mention_import), at))
    run = Run(
        began_at=mention_import.job.started_at or at,
        ended_at=at,
        fetched=merged.seen,
        new=merged.new,
        covers_from=spans[-1][0] if spans else None,
        covers_until=spans[-1][1] if spans else None,
    )
    note_run(source=mention_import.source, run=run, at=at, mention_import=mention_import)
    for start, end in spans[:-1]:
        cover(source=mention_import.source, start=start, end=end, state=StretchState.FULL, by=mention_import)


def _hours(mention_import: MentionImport) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_HOURS, [mention_import.pk])
        return [hour for (hour,) in cursor.fetchall()]


def _spans(hours: list[int], at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Runs of hours with no night-long silence in them; one run stands for itself, however short."""
    runs: list[list[int]] = []
    for hour in hours:
        if runs and hour - runs[-1][-1] <= SILENCE:
            runs[-1].append(hour)
        else:
            runs.append([hour])
    for run in runs:
        if len(run) >= FEWEST or len(runs) == 1:
            start, end = (datetime.fromtimestamp(hour * 3600, UTC) for hour in (run[0], run[-1] + 1))
            if start < at:
                yield start, min(end, at)
