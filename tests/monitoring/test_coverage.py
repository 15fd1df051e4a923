"""M2: from when to when a source, or what a set listens to, was heard; silence is never taken for calm."""

import datetime as dt
from io import BytesIO

import pytest
from pytest_django import DjangoAssertNumQueries

from core.audit import SYSTEM
from monitoring.models import KeywordSet, RunOutcome, Source, SourceKind
from monitoring.queries.coverage import LastDay, comparable, covered, is_deaf, last_day, rhythms_of
from monitoring.queries.heard import heard_sentence
from monitoring.services import Run, UploadedFile, note_run, run_import, start_import, sweep_set, undo_import
from tests.conftest import AT
from tests.monitoring.conftest import Say, make_set
from tests.monitoring.test_imports import crawled

MINUTE, HOUR, DAY, WEEK = (dt.timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days", "weeks"))


def source_of(kind: SourceKind = SourceKind.SEARCH, name: str = "品牌词", **facts: object) -> Source:
    return Source.objects.create(kind=kind, name=name, interval_minutes=10, **facts)


def read(source: Source, at: dt.datetime, **facts: object) -> None:
    facts = {"covers_until": at, **facts}
    note_run(source=source, run=Run(began_at=at, ended_at=at, **facts), at=at)  # type: ignore[arg-type]
    source.refresh_from_db()


def failed(source: Source, at: dt.datetime) -> None:
    read(source, at, outcome=RunOutcome.FAILED, error="超时", covers_until=None)


def told(of: Source | KeywordSet, first: int, last: int) -> list[tuple[int, int, str]]:
    """Stretches in minutes from AT."""
    found = covered(of, AT + first * MINUTE, AT + last * MINUTE)
    return [(round((one.start - AT) / MINUTE), round((one.end - AT) / MINUTE), str(one.state)) for one in found]


@pytest.mark.django_db
def test_m2_it_is_unknown_before_full_while_read_and_blind_when_reads_stay_out() -> None:
    source = source_of()
    for number in range(0, 60, 10):
        read(source, AT + number * MINUTE)
    assert told(source, -30, 200) == [(-30, 0, "unknown"), (0, 80, "full"), (80, 200, "blind")]
    assert told(source, 0, 60) == [(0, 60, "full")], "the next read is not late yet"


@pytest.mark.django_db
def test_m2_a_failing_source_is_blind_at_once_and_a_later_read_mends_the_past() -> None:
    source = source_of()
    read(source, AT)
    failed(source, AT + 10 * MINUTE)
    assert told(source, 0, 15) == [(0, 15, "blind")]
    read(source, AT + 20 * MINUTE)
    assert told(source, 0, 20) == [(0, 20, "full")]


@pytest.mark.django_db
def test_m2_a_gap_a_pause_and_a_sample_are_told_apart() -> None:
    source = source_of()
    read(source, AT)
    read(source, AT + 60 * MINUTE, covers_from=AT + 40 * MINUTE, gap_from=AT + 20 * MINUTE, gap_until=AT + 40 * MINUTE)
    read(source, AT + 70 * MINUTE, outcome=RunOutcome.PARTIAL)
    assert told(source, 30, 70) == [(30, 40, "blind"), (40, 60, "full"), (60, 70, "partial")]
    Source.objects.filter(pk=source.pk).update(is_active=False, paused_at=AT + 70 * MINUTE)
    source.refresh_from_db()
    assert told(source, 60, 90) == [(60, 70, "partial"), (70, 90, "blind")]


@pytest.mark.django_db
def test_m2_a_crawler_with_a_rhythm_is_late_and_one_without_never_is() -> None:
    source = source_of(SourceKind.FILE, "每日采集")
    for day in range(5):
        at = AT + day * DAY
        read(source, at, covers_from=at - DAY + HOUR, covers_until=at)
    now = AT + 4 * DAY
    assert rhythms_of([source], now=now) == {source.pk: DAY}
    assert [str(one.state) for one in covered(source, AT - 12 * HOUR, now)] == ["full"]
    late = covered(source, now, now + 3 * DAY)
    assert [(str(one.state), one.start - now) for one in late] == [("unknown", 0 * DAY), ("blind", 1.5 * DAY)]
    source.rhythm_hours = 0
    source.save()
    assert [str(one.state) for one in covered(source, now, now + 3 * DAY)] == ["unknown"]


@pytest.mark.django_db
def test_m2_a_set_is_partly_covered_while_one_it_needs_is_blind(say: Say, source: Source) -> None:
    other = source_of()
    keyword_set = make_set("山岚")
    for mention, where in zip(say("山岚一", "山岚二"), (source, other), strict=True):
        type(mention).objects.filter(pk=mention.pk).update(source=where)
    sweep_set(keyword_set, now=AT)
    for one in (source, other):
        read(one, AT)
        read(one, AT + 10 * MINUTE)
    failed(other, AT + 20 * MINUTE)
    read(source, AT + 20 * MINUTE)
    assert told(keyword_set, 0, 20) == [(0, 10, "full"), (10, 20, "partial")]
    assert is_deaf(keyword_set, AT, AT + 20 * MINUTE)
    assert not is_deaf(keyword_set, AT, AT + 10 * MINUTE)


def test_m2_an_import_covers_the_hours_it_holds_and_none_once_undone(db: None, source: Source) -> None:
    taken = start_import(file=UploadedFile("a.csv", BytesIO(crawled(600))), by=SYSTEM, at=AT, queue=False)
    done = run_import(taken.job_id, clock=lambda: AT)
    assert done is not None
    (stretch,) = source.stretches.all()
    assert dt.timedelta(hours=10) <= stretch.end - stretch.start < dt.timedelta(hours=11)
    run = source.runs.get()
    assert (run.fetched, run.new, run.outcome) == (600, 600, "ok")
    undo_import(mention_import=done, by=SYSTEM, at=AT)
    assert not source.stretches.exists()


@pytest.mark.django_db
def test_m2_what_was_blind_or_a_sample_is_no_measure_for_what_is_heard_in_full() -> None:
    source = source_of()
    read(source, AT - 9 * WEEK)
    read(source, AT - 3 * WEEK, outcome=RunOutcome.PARTIAL)
    read(source, AT - 2 * WEEK)
    read(source, AT - WEEK, covers_from=AT - WEEK, gap_from=AT - 2 * WEEK, gap_until=AT - WEEK)
    read(source, AT)
    brought = {source.pk: [(AT - 2 * WEEK, AT - 2 * WEEK + DAY)]}
    found = comparable([source.pk], brought, judged=(AT - HOUR, AT), first=AT - 9 * WEEK)
    assert found == {source.pk: [(AT - 3 * WEEK, AT - 2 * WEEK), (AT - WEEK, AT)]}


@pytest.mark.django_db
def test_m2_only_who_was_heard_all_day_counts_as_whole() -> None:
    whole, young = source_of(), source_of(name="新来源")
    sample = source_of(SourceKind.FILE, "采集")
    read(whole, AT - DAY)
    read(whole, AT)
    read(young, AT - HOUR)
    read(young, AT)
    assert last_day(AT) == LastDay(sources=3, blind=[], whole=1, partly=1)
    read(sample, AT, covers_from=AT - 3 * HOUR)
    assert last_day(AT) == LastDay(sources=3, blind=[], whole=1, partly=2)
    failed(young, AT + MINUTE)
    assert last_day(AT + MINUTE).blind == ["新来源"]


def test_m2_the_sentence_of_the_last_day_is_worked_out_once_a_minute(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert heard_sentence(AT) == "还没有任何来源，什么都听不到。"
    Source.objects.create(kind=SourceKind.MENTIONS, name="一", last_run_at=AT, last_error="断了")
    with django_assert_num_queries(0):
        heard_sentence(AT)
    assert "一" in heard_sentence(AT + dt.timedelta(minutes=1))
