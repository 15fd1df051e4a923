"""Paging by key, CSV without formulas, jobs as rows, heartbeats, events on commit."""

import csv
import datetime as dt

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoCaptureOnCommitCallbacks

from core import heartbeats, jobs
from core.audit import SYSTEM
from core.events import Event
from core.exports import FORMULA, csv_lines, own_text, safe_cell
from core.models import Heartbeat, Job, JobRefusal, JobState
from core.paging import key_page


def beats(count: int, at: dt.datetime) -> list[int]:
    rows = Heartbeat.objects.bulk_create(Heartbeat(name=f"n{number}", at=at) for number in range(count))
    return [row.pk for row in rows][::-1]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, 10, 11, 35])
def test_pages_reach_every_row_both_ways(count: int, at: dt.datetime) -> None:
    keys, seen, before = beats(count, at), list[int](), None
    while True:
        page = key_page(Heartbeat.objects.all(), before=before, size=10)
        seen += [row.pk for row in page.rows]
        if page.older is None:
            break
        before = page.older
    assert seen == keys
    back, after = list[int](), seen[-1] - 1 if seen else None
    while after is not None:
        page = key_page(Heartbeat.objects.all(), before=None, after=after, size=10)
        back = [row.pk for row in page.rows] + back
        after = page.newer
    assert back == keys


@pytest.mark.django_db
def test_a_key_beyond_the_end_is_an_empty_page(at: dt.datetime) -> None:
    keys = beats(3, at)
    page = key_page(Heartbeat.objects.all(), before=keys[-1], size=10)
    assert (page.rows, page.older) == ([], None)


@given(st.text(max_size=40))
def test_no_cell_is_a_formula(text: str) -> None:
    cell = safe_cell(text)
    assert not FORMULA.match(cell)
    assert own_text(cell) == text.replace("\x00", "")


def test_a_file_for_excel_keeps_numbers_and_commas() -> None:
    rows = [["=1+1", 3, None, '他说"好",走'], ["@cmd", -5, 1.5, "两\n行"]]
    text = "".join(csv_lines(["名", "数", "空", "文"], rows))
    assert text.startswith("\ufeff")
    assert list(csv.reader(text[1:].splitlines(keepends=True)))[1:] == [
        ["'=1+1", "3", "", '他说"好",走'],
        ["'@cmd", "-5", "1.5", "两\n行"],
    ]


@pytest.mark.django_db
def test_a_job_walks_from_waiting_to_done(at: dt.datetime) -> None:
    job = jobs.create_job(kind="import", title="标" * 300, params={"file": "x"}, by=SYSTEM, at=at)
    taken = jobs.begin_job(job.pk, at=at)
    assert taken is not None and taken.state == JobState.RUNNING
    jobs.advance_job(taken, done=30, total=90, checkpoint={"line": 30})
    assert Job.objects.get().percent == 33
    assert jobs.refuse_rows(taken, [JobRefusal(job=taken, line=7, code="empty", reason="空行")]) == 1
    jobs.finish_job(taken, state=JobState.DONE, at=at, result={"taken": 89}, message="完成")
    done = Job.objects.get()
    assert (done.state, done.refused, done.checkpoint) == (JobState.DONE, 1, {"line": 30})
    assert jobs.begin_job(job.pk, at=at) is None


@pytest.mark.django_db
def test_a_job_stops_at_its_next_checkpoint(at: dt.datetime) -> None:
    job = jobs.create_job(kind="import", title="导入", params={}, by=SYSTEM, at=at)
    taken = jobs.begin_job(job.pk, at=at)
    assert taken is not None
    jobs.ask_to_cancel(job)
    with pytest.raises(jobs.JobCancelled):
        jobs.advance_job(taken, done=1)
    jobs.finish_job(taken, state=JobState.CANCELLED, at=at)
    jobs.ask_to_cancel(job)
    assert jobs.begin_job(999_999, at=at) is None


@pytest.mark.django_db
def test_a_heartbeat_has_an_age(at: dt.datetime) -> None:
    assert heartbeats.age("beat", now=at) is None
    heartbeats.beat("beat", at=at - dt.timedelta(minutes=3), pid=7)
    heartbeats.beat("beat", at=at - dt.timedelta(minutes=1), pid=8)
    assert heartbeats.age("beat", now=at) == dt.timedelta(minutes=1)
    assert Heartbeat.objects.get().detail == {"pid": 8}


@pytest.mark.django_db
def test_news_is_sent_only_after_the_commit(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    event, heard = Event(), list[int]()

    def listen(sender: object, n: int, **kwargs: object) -> None:
        heard.append(n)

    def fail(sender: object, **kwargs: object) -> None:
        raise RuntimeError

    event.connect(fail)
    event.connect(listen)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        event.send_on_commit(n=5)
        assert heard == []
    assert heard == [5]
