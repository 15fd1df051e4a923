"""Reads of sources as rows: what each brought, from when to when it let us hear, what it could not reach (M2).

Every way in writes through `note_run`: polled lists, search, stream, folder, files. From it follow the coverage
(`queries.coverage`), the state of the source and its open gaps.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce, Greatest

from accounts.incoming import Hole
from monitoring.models import (
    FILE_KINDS,
    GapState,
    MentionImport,
    RunOutcome,
    Source,
    SourceGap,
    SourceRun,
    SourceStretch,
    StretchState,
)

KEPT_QUIET = timedelta(days=3)
KEPT = timedelta(days=90)
KEPT_STRETCHES = timedelta(days=400)
"""The alerts look back eight weeks, a report a year."""


@dataclass(frozen=True)
class Run:
    """A read that is over.

    `covers_from` to `covers_until` is what can be said to be heard now; without a beginning it goes on where the
    source was heard last, without an end nothing was heard. `gap_from` to `gap_until`: what it should have heard and
    could not reach. An outcome PARTIAL makes the stretch a partial one; FAILED needs the sentence in `error`.
    """

    began_at: datetime
    ended_at: datetime
    outcome: RunOutcome = RunOutcome.OK
    fetched: int = 0
    new: int = 0
    pages: int = 0
    calls: int = 0
    covers_from: datetime | None = None
    covers_until: datetime | None = None
    gap_from: datetime | None = None
    gap_until: datetime | None = None
    error: str = ""


def note_run(
    *, source: Source, run: Run, at: datetime, hole: Hole | None = None, mention_import: MentionImport | None = None
) -> SourceRun:
    """Keep a read with all that follows from it. Call it in the transaction that keeps what was read.

    A gap with a `hole` is read on by the polling of its source; one without stays until a later run covers it.
    """
    with transaction.atomic():
        row = SourceRun.objects.create(source=source, **vars(run))
        if run.covers_until is not None:
            known = Source.objects.values_list("heard_until", flat=True).get(pk=source.pk)
            start = run.covers_from or known or run.covers_until
            state = StretchState.PARTIAL if run.outcome == RunOutcome.PARTIAL else StretchState.FULL
            cover(
                source=source, start=min(start, run.covers_until), end=run.covers_until, state=state, by=mention_import
            )
            _fill_gaps(source, start, run.covers_until, at)
        if run.gap_from is not None and run.gap_until is not None and run.gap_from <= run.gap_until:
            open_gap(source=source, start=run.gap_from, end=run.gap_until, hole=hole, at=at)
        _update(source, run)
    return row


def cover(
    *, source: Source, start: datetime, end: datetime, state: StretchState, by: MentionImport | None = None
) -> None:
    """The source was heard from `start` to `end`: one row with the neighbours of the same state."""
    if by is not None:
        SourceStretch.objects.create(source=source, start=start, end=end, state=state, mention_import=by)
        return
    touching = SourceStretch.objects.filter(
        source=source, state=state, mention_import=None, end__gte=start, start__lte=end
    )
    rows = list(touching.select_for_update())
    start, end = min([start, *(row.start for row in rows)]), max([end, *(row.end for row in rows)])
    if rows:
        SourceStretch.objects.filter(pk__in=[row.pk for row in rows[1:]]).delete()
        SourceStretch.objects.filter(pk=rows[0].pk).update(start=start, end=end)
    else:
        SourceStretch.objects.create(source=source, start=start, end=end, state=state)


def open_gap(*, source: Source, start: datetime, end: datetime, hole: Hole | None, at: datetime) -> SourceGap:
    """A stretch that was not read."""
    ids = {"since_id": hole.since_id, "max_id": hole.max_id} if hole else {}
    return SourceGap.objects.create(source=source, start=start, end=end, found_at=at, **ids)


def forget_runs(*, now: datetime) -> int:
    """Reads without anything to tell go after days, files and what went wrong after months. Returns how many went."""
    quiet = Q(outcome=RunOutcome.OK, ended_at__lt=now - KEPT_QUIET) & ~Q(source__kind__in=FILE_KINDS)
    gone, _rows = SourceRun.objects.filter(quiet | Q(ended_at__lt=now - KEPT)).delete()
    SourceStretch.objects.filter(end__lt=now - KEPT_STRETCHES).delete()
    SourceGap.objects.filter(end__lt=now - KEPT_STRETCHES).delete()
    return gone


def _fill_gaps(source: Source, start: datetime, end: datetime, at: datetime) -> None:
    """Gaps without ids are closed by whatever covers them; those with ids when their reading ends."""
    inside = source.gaps.filter(state=GapState.OPEN, max_id="", start__gte=start, end__lte=end)
    inside.update(state=GapState.FETCHED, closed_at=at)


def _update(source: Source, run: Run) -> None:
    changes: dict[str, object] = {"last_run_at": run.ended_at}
    if run.outcome == RunOutcome.FAILED:
        changes |= {"last_error": run.error}
    else:
        changes |= {"last_ok_at": run.ended_at, "last_new": run.new, "last_error": ""}
    if run.covers_until is not None:
        changes["heard_until"] = Greatest(Coalesce("heard_until", run.covers_until), run.covers_until)
    Source.objects.filter(pk=source.pk).update(**changes)
