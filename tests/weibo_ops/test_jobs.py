"""The list of long work: progress, stopping, refused rows."""

import json

import pytest

from accounts.models import User
from core.models import Job, JobRefusal, JobState
from tests.conftest import AT, ClientOf


@pytest.fixture
def running(editor: User) -> Job:
    return Job.objects.create(
        kind="content.import",
        title="导入 内容库.csv",
        state=JobState.RUNNING,
        created_by_id=editor.pk,
        created_by_name="责任编辑",
        created_at=AT,
        done=50,
        total=200,
    )


@pytest.fixture
def finished(editor: User) -> Job:
    job = Job.objects.create(
        kind="content.import",
        title="旧文件.csv",
        state=JobState.DONE,
        created_by_id=editor.pk,
        created_at=AT,
        refused=2,
        message="导入 8 条，拒绝 2 行。",
    )
    JobRefusal.objects.create(job=job, line=3, code="category", reason="没有这个分类", raw="a,b")
    JobRefusal.objects.create(job=job, line=9, code="text", reason="正文是空的", raw='=cmd|"x"')
    return job


def test_it_lists_only_ones_own(running: Job, editor: User, approver: User, client_of: ClientOf) -> None:
    assert "导入 内容库.csv" in client_of(editor).get("/jobs/").text
    assert "导入 内容库.csv" not in client_of(approver).get("/jobs/").text


def test_its_fragment_asks_again_only_while_something_runs(
    running: Job, finished: Job, editor: User, client_of: ClientOf
) -> None:
    client = client_of(editor)
    html = client.get("/jobs/", headers={"HX-Request": "true"}).text
    assert "every 2s" in html
    assert "<html" not in html
    assert "25%" in html
    Job.objects.filter(pk=running.pk).update(state=JobState.DONE)
    assert "every 2s" not in client.get("/jobs/", headers={"HX-Request": "true"}).text


def test_it_shows_refused_rows_with_line_and_reason(finished: Job, editor: User, client_of: ClientOf) -> None:
    html = client_of(editor).get(f"/jobs/{finished.pk}/").text
    assert "没有这个分类" in html
    assert "导入 8 条，拒绝 2 行。" in html


def test_it_hands_out_refused_rows_without_formulas(finished: Job, editor: User, client_of: ClientOf) -> None:
    response = client_of(editor).get(f"/jobs/{finished.pk}/refusals.csv")
    assert response["Content-Type"].startswith("text/csv")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[0] == "行号,原因,原文"
    assert lines[1] == '3,没有这个分类,"a,b"'
    assert lines[2].startswith("9,正文是空的,\"'=cmd")


def test_it_asks_a_job_to_stop(running: Job, editor: User, client_of: ClientOf) -> None:
    response = client_of(editor).post(f"/jobs/{running.pk}/cancel/")
    assert response.status_code == 302
    running.refresh_from_db()
    assert running.cancel_asked


def test_it_is_not_found_by_others_but_by_who_reads_the_audit_log(
    running: Job, approver: User, administrator: User, client_of: ClientOf
) -> None:
    for path in (f"/jobs/{running.pk}/", f"/jobs/{running.pk}/refusals.csv"):
        assert client_of(approver).get(path).status_code == 404
        assert client_of(administrator).get(path).status_code == 200
    refusal = client_of(approver).post(f"/jobs/{running.pk}/cancel/", headers={"HX-Request": "true"})
    assert refusal.status_code == 404
    assert json.loads(refusal["HX-Trigger"])["toast"]["level"] == "danger"
