"""Workers, beat, sweeps, jobs, code: each is broken, and the doctor says so."""

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone

from core.heartbeats import beat
from core.models import Heartbeat, Job, JobState
from tests.weibo_ops.doctor.breaking import breaks, look, mark
from weibo_ops.doctor import Mark
from weibo_ops.doctor.checks import processes
from weibo_ops.pulse import PULSE, code_on_disk
from weibo_ops.queries.installation import BEATS

pytestmark = pytest.mark.django_db


def ago(**span: float) -> dt.datetime:
    return timezone.now() - dt.timedelta(**span)


def worker(name: str, *queues: str, at: dt.datetime | None = None) -> None:
    beat(f"worker:{name}", at=at or timezone.now(), queues=list(queues), code=code_on_disk())


@breaks("processes.workers")
def test_it_notices_a_queue_without_a_worker() -> None:
    assert mark("processes.workers") == Mark.BROKEN
    worker("send@a", "send")
    found = look("processes.workers")
    assert found.mark == Mark.BROKEN and "日常（default）、耗时（slow）" in found.sentence
    worker("work@a", "default", "slow")
    assert mark("processes.workers") == Mark.OK
    worker("work@b", "default", at=ago(minutes=5))
    found = look("processes.workers")
    assert found.mark == Mark.WARNING and "work@b" in found.sentence
    Heartbeat.objects.filter(name="worker:work@b").update(at=ago(days=2))
    assert mark("processes.workers") == Mark.OK


@breaks("processes.beat")
def test_it_notices_that_beat_is_dead() -> None:
    assert mark("processes.beat") == Mark.BROKEN
    beat("beat", at=timezone.now())
    assert mark("processes.beat") == Mark.OK
    Heartbeat.objects.update(at=ago(minutes=7))
    found = look("processes.beat")
    assert found.mark == Mark.BROKEN and "7 分钟" in found.sentence and found.command


@breaks("processes.sweeps")
def test_it_notices_a_sweep_that_stopped() -> None:
    assert mark("processes.sweeps") == Mark.UNKNOWN
    for name in BEATS:
        beat(name, at=timezone.now())
    assert mark("processes.sweeps") == Mark.OK
    Heartbeat.objects.filter(name="publishing.dispatch").update(at=ago(hours=1))
    found = look("processes.sweeps")
    assert found.mark == Mark.BROKEN and "定时发布" in found.sentence


@breaks("processes.jobs")
def test_it_notices_a_job_that_nobody_begins() -> None:
    assert mark("processes.jobs") == Mark.OK
    job = Job.objects.create(kind="monitoring.import", title="导入", created_at=ago(minutes=2))
    assert mark("processes.jobs") == Mark.OK
    Job.objects.update(created_at=ago(minutes=30))
    assert mark("processes.jobs") == Mark.WARNING
    Job.objects.update(created_at=ago(hours=5))
    assert mark("processes.jobs") == Mark.BROKEN
    job.state = JobState.RUNNING
    job.save()
    assert mark("processes.jobs") == Mark.OK
    Job.objects.update(state=JobState.WAITING, kind="content.import")
    assert mark("processes.jobs") == Mark.OK  # it waits for a person


@breaks("processes.code")
def test_it_notices_a_process_that_runs_old_code(monkeypatch: pytest.MonkeyPatch) -> None:
    worker("send@a", "send")
    assert mark("processes.code") == Mark.OK
    Heartbeat.objects.update(detail={"queues": ["send"], "code": "0123456789ab"})
    found = look("processes.code")
    assert found.mark == Mark.BROKEN and "send@a" in found.sentence
    Heartbeat.objects.all().delete()
    monkeypatch.setattr(processes, "code_of_this_process", lambda: "0123456789ab")
    assert "网页" in look("processes.code").sentence


def test_code_changes_with_every_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "core").mkdir()
    (tmp_path / "core/a.py").write_text("a = 1")
    monkeypatch.setattr("weibo_ops.pulse.ROOT", tmp_path)
    first = code_on_disk()
    (tmp_path / "core/a.py").write_text("a = 2")
    assert code_on_disk() != first


def test_a_pulse_is_written_at_most_every_few_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.db.connection.close", lambda: None)
    PULSE.start("worker:test@here", queues=["slow"])
    try:
        PULSE.beat()
        Heartbeat.objects.filter(name="worker:test@here").update(at=ago(days=1))
        PULSE.beat()
        row = Heartbeat.objects.get(name="worker:test@here")
        assert row.at < ago(hours=1)
        assert row.detail["queues"] == ["slow"] and row.detail["code"] == code_on_disk()
    finally:
        PULSE.end()
    assert not Heartbeat.objects.filter(name="worker:test@here").exists()
