"""P8: the list is published by a job: seen, told when it fails, never half, never twice, and entries stand still."""

import datetime as dt
import os
import signal
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import patch

import pytest
import time_machine
from django.conf import settings
from django.db import InternalError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from campaigns import draw_files
from campaigns.models import Campaign, Draw, Entry
from campaigns.services.commitments import JOB_KIND, DrawPlan, run_list, start_list
from campaigns.services.draws import void_draw
from campaigns.services.judging import start_judging
from campaigns.services.readings import read_due
from campaigns.tasks import WAKE, resume_entries
from core.errors import Conflict
from core.jobs import ask_to_cancel
from core.models import AuditEntry, Job, JobState, Notice
from tests.campaigns.conftest import MINUTE, PEOPLE, published


class Killed(BaseException):
    """The process is gone."""


def plan_at(at: dt.datetime) -> DrawPlan:
    return DrawPlan(at + 60 * MINUTE, 5, by_drand=False, number_name="双色球第 2026139 期", number_form="03 08")


@pytest.fixture
def job(whole: Campaign, over: dt.datetime, editor: User) -> Job:
    """A list that waits to be written."""
    return start_list(campaign=whole, plan=plan_at(over), by=editor, at=over)


def folders() -> list[Path]:
    return [path.parent for path in Path(settings.MEDIA_ROOT).glob("draws/*/*/entries.txt")]


@pytest.mark.parametrize(
    "step",
    [
        "draw_files.header_for",
        "draw_files.write_file",
        "draw_files.Tree.over",
        "services.commitments.locked",
        "services.commitments.seal",
        "services.commitments.record",
        "services.commitments.finish_job",
    ],
)
def test_p8_a_killed_worker_leaves_nothing_that_counts_and_the_next_one_publishes(
    job: Job, over: dt.datetime, step: str
) -> None:
    with patch(f"campaigns.{step}", side_effect=Killed), pytest.raises(Killed):
        run_list(job.pk, clock=lambda: over)
    assert not Draw.objects.exists()
    assert Job.objects.get(pk=job.pk).state == JobState.RUNNING, "the sweep wakes it again"
    with patch.object(WAKE[JOB_KIND], "apply_async") as woken:
        resume_entries()
    assert woken.call_args.kwargs["kwargs"] == {"job_id": job.pk}
    draw = run_list(job.pk, clock=lambda: over)
    assert draw is not None and draw_files.checked(draw.folder, draw.commitment)
    assert [str(path).endswith(draw.folder) for path in folders()] == [True], "nothing is left of the first try"
    done = Job.objects.get(pk=job.pk)
    assert (done.state, done.percent, done.result["entries"]) == (JobState.DONE, 100, PEOPLE)
    assert run_list(job.pk, clock=lambda: over) is None, "a doubled message"
    assert Draw.objects.count() == 1


def test_p8_a_failure_is_told_on_the_page_and_to_who_asked(
    job: Job, whole: Campaign, over: dt.datetime, editor: User, client: Client
) -> None:
    with (
        patch("campaigns.draw_files.write_file", side_effect=OSError("disk full")),
        pytest.raises(OSError, match="disk"),
    ):
        run_list(job.pk, clock=lambda: over)
    assert not Draw.objects.exists() and not folders()
    assert Notice.objects.get(user_id=editor.pk, key=f"draw-list:{whole.pk}:{job.pk}").settled_at is None
    assert AuditEntry.objects.filter(code="campaigns.draw.list_failed").exists()
    with time_machine.travel(over, tick=False), patch("campaigns.queries.readiness.why_not_ready", return_value=[]):
        client.force_login(editor)
        page = client.get(f"/campaigns/{whole.pk}/?part=draw").content.decode()
    assert "没有公布成功" in page and "请联系系统管理员" in page
    assert published(whole, plan_at(over), editor, over).entries == PEOPLE
    assert not Notice.objects.filter(user_id=editor.pk, key__startswith="draw-list", settled_at=None).exists()


def test_p8_entries_stand_still_from_the_moment_the_list_is_asked_for(
    job: Job, whole: Campaign, over: dt.datetime, editor: User
) -> None:
    with pytest.raises(Conflict, match="正在公布"):
        start_list(campaign=whole, plan=plan_at(over), by=editor, at=over)
    with pytest.raises(Conflict, match="正在公布"):
        start_judging(campaign=whole, by=editor, at=over)
    assert read_due(now=over) == 0, "the sweep that reads lists passes it by"
    ask_to_cancel(job)
    assert run_list(job.pk, clock=lambda: over) is None
    assert Job.objects.get(pk=job.pk).state == JobState.CANCELLED and not folders()
    assert start_judging(campaign=whole, by=editor, at=over).state == JobState.WAITING


def test_p8_what_changed_meanwhile_or_waited_too_long_is_not_published(
    job: Job, whole: Campaign, over: dt.datetime, editor: User
) -> None:
    whole.prizes.filter(tier=1).update(quantity=4)
    real = draw_files.write

    def changed_while_written(*args: object, **kwargs: object) -> draw_files.Written:
        made = real(*args, **kwargs)  # type: ignore[arg-type]
        whole.prizes.filter(tier=1).update(quantity=5)
        return made

    with patch("campaigns.draw_files.write", changed_while_written):
        assert run_list(job.pk, clock=lambda: over) is None
    assert "公布期间活动有改动" in Job.objects.get(pk=job.pk).message
    late = start_list(campaign=whole, plan=plan_at(over), by=editor, at=over)
    assert run_list(late.pk, clock=lambda: over + 56 * MINUTE) is None
    assert "排队太久" in Job.objects.get(pk=late.pk).message
    assert not Draw.objects.exists() and not folders()


def test_p8_the_page_shows_how_far_it_is_and_lets_it_be_stopped(
    whole: Campaign, over: dt.datetime, editor: User, client: Client
) -> None:
    address = reverse("campaigns:campaign", args=[whole.pk]) + "?part=draw"
    with time_machine.travel(over, tick=False):
        client.force_login(editor)
        asked = {"due_at": "2026-12-09T12:00", "reserves": "5", "by_drand": "on"}
        answer = client.post(reverse("campaigns:draw_commit", args=[whole.pk]), asked)
        assert answer.status_code == 302 and not Draw.objects.exists(), "nothing is written in the request"
        job = Job.objects.get(kind=JOB_KIND)
        Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, done=30, total=120)
        page = client.get(address).content.decode()
        assert "正在公布名单" in page and "25%" in page and "hx-trigger" in page
        again = client.post(reverse("campaigns:draw_commit", args=[whole.pk]), asked)
        assert again.status_code == 422
        client.post(reverse("campaigns:entries_stop", args=[whole.pk, job.pk]))
        run_list(job.pk, clock=lambda: over)
        assert "没有公布任何内容" in client.get(address).content.decode()


@pytest.mark.django_db(transaction=True)
def test_p8_two_workers_at_once_publish_one_list(
    whole: Campaign, over: dt.datetime, editor: User, transactional_db: None
) -> None:
    job = start_list(campaign=whole, plan=plan_at(over), by=editor, at=over)

    def work(_number: int) -> Draw | None:
        try:
            return run_list(job.pk, clock=lambda: over)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as workers:
        made = list(workers.map(work, range(3)))
    assert len([one for one in made if one is not None]) == 1
    assert Draw.objects.count() == len(folders()) == 1


@pytest.mark.django_db(transaction=True)
def test_p8_a_worker_that_is_really_killed_lets_go_of_the_list(
    whole: Campaign, over: dt.datetime, editor: User, transactional_db: None, tmp_path: Path
) -> None:
    job = start_list(campaign=whole, plan=plan_at(over), by=editor, at=over)
    writing = tmp_path / "writing"

    def hang(*_args: object) -> None:
        writing.touch()
        time.sleep(600)

    connection.close()  # the child gets a session of its own, and with it the lock
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forking beside threads: the child only works and dies
        child = os.fork()
    if not child:
        try:
            with patch("campaigns.draw_files.Tree.over", hang):
                run_list(job.pk, clock=lambda: over)
        finally:
            os._exit(1)
    try:
        wait_for(writing.exists)
        assert run_list(job.pk, clock=lambda: over) is None, "another worker has it"
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert not Draw.objects.exists() and len(folders()) == 1, "half of a list lies there and counts for nothing"
    wait_for(lambda: run_list(job.pk, clock=lambda: over) is not None)
    draw = Draw.objects.get()
    assert draw_files.checked(draw.folder, draw.commitment) and len(folders()) == 1


def wait_for(done: Callable[[], bool]) -> None:
    """At most half a minute."""
    for _turn in range(300):
        if done():
            return
        time.sleep(0.1)
    raise AssertionError("it did not happen")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE campaigns_entry SET verdict = 'valid' WHERE verdict = 'suspect'",
        "UPDATE campaigns_entry SET weight = 2",
        "UPDATE campaigns_entry SET uid = uid || '0'",
        "UPDATE campaigns_entry SET reasons = '[\"late\"]'",
        "DELETE FROM campaigns_entry",
        "INSERT INTO campaigns_entry (campaign_id, uid, name, entered_at, verdict, ruled, reasons, facts, suspicion, "
        "weight, rules_version, judged_at, decided_reason) SELECT campaign_id, '1', '甲', entered_at, verdict, ruled, "
        "reasons, facts, suspicion, weight, rules_version, judged_at, decided_reason FROM campaigns_entry LIMIT 1",
    ],
)
def test_p8_the_database_refuses_what_would_change_a_published_list(
    whole: Campaign, over: dt.datetime, editor: User, change: str
) -> None:
    draw = published(whole, plan_at(over), editor, over)
    with pytest.raises(InternalError, match="published"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    Entry.objects.update(name="已注销", facts={})  # housekeeping: none of it is in the line
    void_draw(draw=draw, reason="漏了一份导入", by=editor, at=over)
    with connection.cursor() as cursor:
        cursor.execute(change)
