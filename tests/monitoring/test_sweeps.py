"""M1: sweeps keep what a set's words catch, once, and miss nothing that comes later."""

import datetime as dt

import pytest
from django.db import connection

from core.audit import SYSTEM
from core.models import Job, JobState
from monitoring.models import Hit, KeywordSet, Sweep
from monitoring.services import SetDraft, run_resweep, save_set, start_resweep, sweep_due, sweep_set, sweeps
from monitoring.watch.rules import Word
from tests.conftest import AT
from tests.monitoring.conftest import Say, make_set

LATER = AT + dt.timedelta(minutes=15)


def test_m1_it_keeps_hits_with_the_words_that_caught(say: Say) -> None:
    caught, _other = say("山岚保温杯真好", "天气真好")
    sweep = sweep_set(make_set("山岚", "保温杯"), now=AT)
    hit = Hit.objects.get()
    assert (hit.mention, hit.words, hit.published_at) == (caught, ["山岚", "保温杯"], AT)
    assert (sweep.read, sweep.hits, sweep.to_id) == (2, 1, _other.arrival)


def test_m1_it_reads_only_what_is_new(say: Say) -> None:
    keyword_set = make_set("山岚")
    say("山岚一", "山岚二")
    sweep_set(keyword_set, now=AT)
    say("山岚三")
    assert sweep_set(keyword_set, now=LATER).read == 1
    assert sweep_set(keyword_set, now=LATER).read == 0
    assert Hit.objects.count() == 3


def test_m1_it_sweeps_each_set_at_its_own_interval(say: Say) -> None:
    keyword_set = make_set("山岚")
    idle = make_set("山岚", name="停用")
    KeywordSet.objects.filter(pk=idle.pk).update(is_active=False)
    assert [sweep.keyword_set_id for sweep in sweep_due(now=AT)] == [keyword_set.pk]
    assert sweep_due(now=AT + dt.timedelta(minutes=14)) == []
    assert len(sweep_due(now=LATER)) == 1


def test_m1_it_crosses_chunks_without_loss(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeps, "CHUNK", 3)
    say(*[f"山岚 {index}" for index in range(10)])
    assert sweep_set(make_set("山岚"), now=AT).hits == 10


def test_m1_a_sweep_that_died_goes_on_from_its_last_chunk(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeps, "CHUNK", 3)
    keyword_set = make_set("山岚")
    say(*[f"山岚 {index}" for index in range(10)])

    def die(read: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep_set(keyword_set, now=AT, progress=die)
    assert Hit.objects.count() == 3
    assert sweep_set(keyword_set, now=AT).read == 7
    assert Hit.objects.count() == 10


def test_m1_new_words_can_be_run_over_the_whole_history(say: Say) -> None:
    keyword_set = make_set("山岚")
    say("山岚", "三岚", "山岚风景区")
    sweep_set(keyword_set, now=AT)
    draft = SetDraft(name="品牌", words=(Word("山岚", ("三岚",)),), exclusions=("风景区",), keyword_set=keyword_set)
    save_set(draft=draft, by=SYSTEM, at=AT)
    job = start_resweep(keyword_set=keyword_set, by=SYSTEM, at=AT)
    assert start_resweep(keyword_set=keyword_set, by=SYSTEM, at=AT) == job
    run_resweep(job.pk, clock=lambda: LATER)
    assert sorted(Hit.objects.values_list("mention__text", flat=True)) == ["三岚", "山岚"]
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.DONE, {"read": 3, "hits": 2})
    assert Sweep.objects.first().whole_history  # type: ignore[union-attr]


def test_m1_a_run_over_the_history_can_be_stopped(say: Say) -> None:
    keyword_set = make_set("山岚")
    say("山岚")
    job = start_resweep(keyword_set=keyword_set, by=SYSTEM, at=AT)
    Job.objects.filter(pk=job.pk).update(cancel_asked=True)
    assert run_resweep(job.pk, clock=lambda: LATER) is None
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_m1_mentions_get_their_ids_in_the_order_of_commits(say: Say) -> None:
    """Whoever writes mentions stands in line, so a sweep cannot pass an id that appears later."""
    say("山岚")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone()[0] == 1
