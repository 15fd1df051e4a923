"""What the sample company's crawlers let it hear: a daily file with a hole of some hours, and one that stays out (M2)."""

import datetime as dt

from accounts.models import User
from monitoring.models import RunOutcome, Source, SourceKind
from monitoring.services import Run, note_run
from weibo_ops.demo.history import WEEKS

DAY = dt.timedelta(days=1)
HOLE = 3
"""Days ago."""
LAST = 4
"""So many days ago the second crawler brought its last file."""


def write_source_days(*, owner: User, now: dt.datetime) -> None:
    """Six weeks of files of the sample source, and a second one that is late."""
    source = Source.objects.get(name="示例采集")
    other = Source.objects.create(kind=SourceKind.FILE, name="论坛与问答采集", owner=owner)
    Source.objects.filter(pk=source.pk).update(owner=owner)
    for back in range(7 * WEEKS, -1, -1):
        at = now - back * DAY
        hole = dt.timedelta(hours=5) if back == HOLE else dt.timedelta()
        _note(source, at, hole=hole, count=18 + back % 7)
        if back >= LAST:
            _note(other, at, hole=dt.timedelta(), count=6 + back % 3)


def _note(source: Source, at: dt.datetime, *, hole: dt.timedelta, count: int) -> None:
    begin = at - DAY
    run = Run(
        began_at=at - dt.timedelta(seconds=40),
        ended_at=at,
        outcome=RunOutcome.OK,
        fetched=count,
        new=count,
        covers_from=begin + hole,
        covers_until=at,
        gap_from=begin if hole else None,
        gap_until=begin + hole if hole else None,
    )
    note_run(source=source, run=run, at=at)
