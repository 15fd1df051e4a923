"""M2: every read of a source is a row; from the rows follows from when to when it was heard."""

import datetime as dt

import pytest

from accounts.incoming import Hole
from monitoring.models import GapState, RunOutcome, Source, SourceGap, SourceKind, SourceRun, SourceStretch
from monitoring.services import Run, forget_runs, note_run
from tests.conftest import AT

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def polled(db: None) -> Source:
    return Source.objects.create(kind=SourceKind.SEARCH, name="品牌词")


def minutes(number: int) -> dt.datetime:
    return AT + number * MINUTE


def run(polled: Source, *, at: int, **facts: object) -> SourceRun:
    made = Run(began_at=minutes(at), ended_at=minutes(at), **facts)  # type: ignore[arg-type]
    return note_run(source=polled, run=made, at=minutes(at))


def stretches() -> list[tuple[int, int, str]]:
    rows = SourceStretch.objects.order_by("start")
    return [(round((row.start - AT) / MINUTE), round((row.end - AT) / MINUTE), row.state) for row in rows]


def test_m2_reads_that_follow_one_another_are_one_stretch(polled: Source) -> None:
    for number in range(0, 30, 5):
        run(polled, at=number, covers_until=minutes(number), fetched=3, new=2)
    assert stretches() == [(0, 25, "full")]
    polled.refresh_from_db()
    assert (polled.heard_until, polled.last_ok_at, polled.last_new) == (minutes(25), minutes(25), 2)


def test_m2_a_failed_read_covers_nothing_and_the_next_good_one_covers_it_too(polled: Source) -> None:
    run(polled, at=0, covers_until=minutes(0))
    run(polled, at=5, outcome=RunOutcome.FAILED, error="超时")
    polled.refresh_from_db()
    assert (polled.last_error, polled.last_ok_at, polled.last_run_at) == ("超时", minutes(0), minutes(5))
    assert stretches() == [(0, 0, "full")]
    run(polled, at=10, covers_until=minutes(10))
    assert stretches() == [(0, 10, "full")]


def test_m2_a_gap_stays_open_until_a_run_covers_it(polled: Source) -> None:
    run(polled, at=0, covers_until=minutes(0))
    run(polled, at=30, covers_from=minutes(20), covers_until=minutes(30), gap_from=minutes(0), gap_until=minutes(20))
    assert stretches() == [(0, 0, "full"), (20, 30, "full")]
    assert SourceGap.objects.get().state == GapState.OPEN
    run(polled, at=40, covers_from=minutes(0), covers_until=minutes(40))
    assert stretches() == [(0, 40, "full")]
    assert SourceGap.objects.get().state == GapState.FETCHED


def test_m2_a_gap_that_is_read_on_by_ids_is_not_closed_by_others(polled: Source) -> None:
    gap = Run(began_at=AT, ended_at=AT, outcome=RunOutcome.CAPPED, gap_from=minutes(-9), gap_until=AT)
    note_run(source=polled, run=gap, at=AT, hole=Hole("1", "9"))
    run(polled, at=5, covers_from=minutes(-10), covers_until=minutes(5))
    assert SourceGap.objects.get().state == GapState.OPEN


def test_m2_a_sample_is_a_partial_stretch(polled: Source) -> None:
    run(polled, at=0, covers_until=minutes(0), outcome=RunOutcome.OK)
    run(polled, at=5, covers_until=minutes(5), outcome=RunOutcome.PARTIAL)
    assert stretches() == [(0, 0, "full"), (0, 5, "partial")]


def test_m2_uneventful_reads_are_forgotten_soon_the_others_later(polled: Source) -> None:
    run(polled, at=0, covers_until=minutes(0))
    run(polled, at=5, outcome=RunOutcome.FAILED, error="超时")
    assert forget_runs(now=AT + dt.timedelta(days=4)) == 1
    assert SourceRun.objects.get().outcome == RunOutcome.FAILED
    assert forget_runs(now=AT + dt.timedelta(days=91)) == 1
    assert stretches() == [(0, 0, "full")]
