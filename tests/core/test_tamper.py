"""The audit log against somebody with the keys of the database: the chain, and its anchors in and outside."""

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from core import tamper
from core.audit import SYSTEM, first_broken_sequence, record
from core.models import AuditAnchor, AuditEntry, Heartbeat, Job, JobState
from core.tasks import anchor_audit

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.timedelta(days=1)
RECOMPUTE = """
DO $$ DECLARE e core_auditentry; chained text := ''; BEGIN
  FOR e IN SELECT * FROM core_auditentry ORDER BY sequence LOOP
    UPDATE core_auditentry SET previous_hash = chained WHERE id = e.id;
    chained := core_audit_digest(e, e.sequence, chained);
    UPDATE core_auditentry SET hash = chained WHERE id = e.id;
  END LOOP;
END $$
"""
"""What an attacker does after changing an entry: compute everything behind it anew."""


@pytest.fixture(autouse=True)
def _days(at: dt.datetime, settings: Any, tmp_path: Path) -> None:
    """Three days with two entries each; each day is anchored on the next."""
    settings.DATA_DIR = tmp_path
    target = Heartbeat.objects.create(name="dispatcher", at=at)
    for day in range(3):
        for _n in range(2):
            record("core.test.done", target, by=SYSTEM, at=at + day * DAY)
        tamper.anchor_days(at=at + (day + 1) * DAY)


def as_superuser(*commands: str) -> None:
    tables = ("core_auditentry", "core_auditanchor")
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for command in commands:
            cursor.execute(command)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_an_untouched_log_is_whole(at: dt.datetime) -> None:
    assert tamper.findings() == []
    assert [row.sequence for row in AuditAnchor.objects.all()] == [2, 4, 6]
    assert len(tamper.anchor_file().read_text().splitlines()) == 3
    assert oct(tamper.anchor_file().stat().st_mode)[-3:] == "600"
    assert tamper.anchor_days(at=at + 3 * DAY) is None, "once a day"


def test_a_changed_entry_is_found() -> None:
    as_superuser("UPDATE core_auditentry SET actor_name = '别人' WHERE sequence = 3")
    assert any("第 3 条" in sentence for sentence in tamper.findings())


def test_a_chain_computed_anew_is_found_by_its_anchors() -> None:
    as_superuser("UPDATE core_auditentry SET actor_name = '别人' WHERE sequence = 3", RECOMPUTE)
    assert first_broken_sequence() is None, "the chain alone cannot see it"
    assert len(tamper.findings()) == 2, "the second and the third day"
    with pytest.raises(CommandError, match="anchors"):
        call_command("verify_audit")


def test_anchors_rewritten_in_the_database_contradict_the_file() -> None:
    as_superuser(
        "UPDATE core_auditentry SET actor_name = '别人' WHERE sequence = 3",
        RECOMPUTE,
        "UPDATE core_auditanchor a SET hash = e.hash FROM core_auditentry e WHERE e.sequence = a.sequence",
    )
    assert len(tamper.findings()) == 2


def test_a_cut_off_end_is_found() -> None:
    as_superuser("DELETE FROM core_auditentry WHERE sequence > 4")
    assert first_broken_sequence() is None
    assert any("第 6 条" in sentence for sentence in tamper.findings())
    as_superuser("DELETE FROM core_auditanchor WHERE sequence = 6")
    assert any("只在文件里" in sentence for sentence in tamper.findings())


def test_a_missing_or_damaged_file_is_said() -> None:
    tamper.anchor_file().write_text("2026-11-23 zwei x\n")
    assert len(tamper.findings()) >= 3
    tamper.anchor_file().unlink()
    assert all("不在数据目录" in sentence for sentence in tamper.findings())


def test_anchors_are_append_only_and_go_out_by_mail(at: dt.datetime, settings: Any) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        AuditAnchor.objects.update(hash="x")
    settings.AUDIT_ANCHOR_MAIL = "archive@example.com"
    record("core.test.done", Heartbeat.objects.get(), by=SYSTEM, at=at + 3 * DAY)
    made = tamper.anchor_days(at=at + 4 * DAY)
    assert made is not None and mail.outbox[-1].to == ["archive@example.com"] and made.hash in mail.outbox[-1].body


def test_the_chain_is_walked_in_pieces_with_progress(at: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    as_superuser("UPDATE core_auditentry SET reason = 'x' WHERE sequence IN (3, 5)")
    assert [(seen, number) for seen, _all, number in tamper.broken_pieces(piece=2)] == [(2, None), (4, 3), (6, 5)]
    job = tamper.start_verification(by=SYSTEM, at=at)
    assert tamper.start_verification(by=SYSTEM, at=at) == job, "not twice at once"
    done = tamper.run_verification(job_id=job.pk, now=at)
    assert done is not None and done.state == JobState.DONE and done.result == {"broken": 1} and done.done == 6
    assert "第 3 条" in done.message
    assert AuditEntry.objects.count() == 6


def test_the_whole_chain_is_walked_once_a_night(at: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[int] = []
    monkeypatch.setattr("core.tasks.wake_verification", woken.append)
    monkeypatch.setattr("core.tasks.timezone", SimpleNamespace(now=lambda: at + 4 * DAY))
    anchor_audit()
    anchor_audit()
    (job,) = Job.objects.filter(kind=tamper.KIND)
    assert woken == [job.pk]
    tamper.run_verification(job_id=job.pk, now=at + 4 * DAY)
    assert tamper.last_verification() == job
