"""The pages of sources: one line for each, and all about one (M2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import AccountState
from core.dates import BEIJING, local_day
from monitoring.models import FILE_KINDS, GapState, Source, SourceGap, SourceRun, StretchState
from monitoring.queries.coverage import Ear, Stretch, ears_of, rhythms_of, stretches_of
from monitoring.queries.endpoints import Calls, calls_of
from monitoring.queries.hearing import SourceRow, rows_of, source_rows
from monitoring.queries.volumes import Volume, volumes_of

DAYS = 7
MINUTES = 1440
RUNS = 50
GAPS = 20


@dataclass(frozen=True)
class Bar:
    """A stretch as drawn: minutes from the left edge."""

    left: int
    width: int
    state: str


@dataclass(frozen=True)
class Line:
    """A source in the list: its last days as bars, the hours of them of which anything is known, and the percent of
    these that was heard (None: less than an hour is known)."""

    row: SourceRow
    bars: list[Bar]
    known_hours: int
    heard: int | None

    @property
    def is_whole(self) -> bool:
        """Whether nearly all of the days are known."""
        return self.known_hours >= 0.95 * 24 * DAYS


@dataclass(frozen=True)
class Day:
    """A day of the strip; `label` is its date."""

    label: str
    bars: list[Bar]


@dataclass(frozen=True)
class Portrait:
    """All about one source."""

    row: SourceRow
    days: list[Day]
    stretches: list[Stretch]
    runs: list[SourceRun]
    gaps: list[SourceGap]
    volume: Volume
    next_at: datetime | None
    rhythm: timedelta | None
    advice: str
    calls: Calls | None


def source_lines(sources: Sequence[Source], *, now: datetime) -> list[Line]:
    """Sources of a page, each with its last seven days."""
    rows = rows_of(sources)
    since = now - timedelta(days=DAYS)
    ears = ears_of([row.source for row in rows], since, now, now=now)
    return [
        Line(row, _bars(stretches_of(ears[row.source.pk], since, now), since), *_known(ears[row.source.pk]))
        for row in rows
    ]


def portrait_of(source: Source, *, now: datetime) -> Portrait:
    """One source with its days, runs and gaps."""
    (row,) = source_rows(now, Source.objects.filter(pk=source.pk))
    first = datetime.combine(local_day(now) - timedelta(days=DAYS - 1), datetime.min.time(), BEIJING)
    found = stretches_of(ears_of([row.source], first, now, now=now)[source.pk], first, now)
    rhythm = rhythms_of([row.source], now=now).get(source.pk)
    return Portrait(
        row=row,
        days=[_day(found, first + timedelta(days=number)) for number in range(DAYS)],
        stretches=found[::-1],
        runs=list(source.runs.all()[:RUNS]),
        gaps=sorted(source.gaps.all()[:GAPS], key=lambda gap: gap.state != GapState.OPEN),
        volume=volumes_of([row.source], now=now)[source.pk],
        next_at=_next(row.source, rhythm),
        rhythm=rhythm,
        advice=_advice(row.source),
        calls=calls_of(row.source),
    )


def _next(source: Source, rhythm: timedelta | None) -> datetime | None:
    if not source.is_active or source.last_run_at is None:
        return None
    if source.kind in FILE_KINDS:
        return source.last_run_at + rhythm if rhythm else None
    return source.last_run_at + timedelta(minutes=source.interval_minutes)


def _advice(source: Source) -> str:
    """How to mend what went wrong, in one sentence."""
    if not source.last_error:
        return ""
    if source.kind in FILE_KINDS:
        return _("改好文件后重新导入，已导入的内容不会重复。")
    if source.account is not None and source.account.state != AccountState.CONNECTED:
        return _("请在账号页重新授权；授权后会从断开处接着读，期间的内容不会漏。")
    return _("下一次会自动再试；恢复后从断开处接着读，期间的内容不会漏。")


def _known(ear: Ear) -> tuple[int, int | None]:
    """Of how many hours anything can be told, and the percent of them that was heard; None below one hour."""
    heard = sum(((end - start).total_seconds() for start, end in [*ear.full, *ear.partial]), 0.0)
    blind = sum(((end - start).total_seconds() for start, end in ear.blind), 0.0)
    hours = int((heard + blind) / 3600)
    return hours, int(100 * heard / (heard + blind)) if hours else None


def _day(stretches: list[Stretch], start: datetime) -> Day:
    end = start + timedelta(days=1)
    inside = [
        Stretch(max(one.start, start), min(one.end, end), one.state)
        for one in stretches
        if one.end > start and one.start < end
    ]
    return Day(f"{start:%m-%d}", _bars(inside, start))


def _bars(stretches: list[Stretch], left: datetime) -> list[Bar]:
    bars = []
    for one in stretches:
        if one.state == StretchState.UNKNOWN:
            continue
        begin, end = (round((at - left).total_seconds() / 60) for at in (one.start, one.end))
        bars.append(Bar(begin, max(1, end - begin), str(one.state)))
    return bars
