"""The audit log: sealed into a chain at commit, append-only, verifiable. Real commits, because sealing is deferred."""

import datetime as dt
import threading

import pytest
from django.db import DatabaseError, connection, transaction

from core import context
from core.audit import SYSTEM, Change, first_broken_sequence, record
from core.models import AuditEntry, Heartbeat

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def target(at: dt.datetime) -> Heartbeat:
    return Heartbeat.objects.create(name="dispatcher", at=at)


def tamper(sql: str) -> None:
    """What only somebody with the keys of the database can do."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditentry DISABLE TRIGGER core_audit_append_only")
        cursor.execute(sql)
        cursor.execute("ALTER TABLE core_auditentry ENABLE TRIGGER core_audit_append_only")


def test_it_seals_entries_in_the_order_of_their_commits(target: Heartbeat, at: dt.datetime) -> None:
    for number in range(3):
        record("core.test.done", target, by=SYSTEM, at=at, change=Change(after={"n": number, "字": "汉"}))
    first, second, third = AuditEntry.objects.order_by("sequence")
    assert [first.sequence, second.sequence, third.sequence] == [1, 2, 3]
    assert first.previous_hash == "" and second.previous_hash == first.hash and third.previous_hash == second.hash
    assert len({first.hash, second.hash, third.hash}) == 3
    assert first_broken_sequence() is None


def test_a_rolled_back_change_leaves_no_entry_and_no_gap(target: Heartbeat, at: dt.datetime) -> None:
    record("core.test.done", target, by=SYSTEM, at=at)
    with pytest.raises(RuntimeError), transaction.atomic():
        record("core.test.undone", target, by=SYSTEM, at=at)
        raise RuntimeError
    record("core.test.done", target, by=SYSTEM, at=at)
    assert list(AuditEntry.objects.order_by("sequence").values_list("sequence", flat=True)) == [1, 2]
    assert first_broken_sequence() is None


def test_several_entries_of_one_transaction_are_chained(target: Heartbeat, at: dt.datetime) -> None:
    with transaction.atomic():
        for _ in range(3):
            record("core.test.done", target, by=SYSTEM, at=at)
    assert AuditEntry.objects.filter(sequence__isnull=True).count() == 0
    assert first_broken_sequence() is None


def test_nobody_changes_or_removes_an_entry(target: Heartbeat, at: dt.datetime) -> None:
    entry = record("core.test.done", target, by=SYSTEM, at=at)
    with pytest.raises(DatabaseError, match="append-only"):
        AuditEntry.objects.filter(pk=entry.pk).update(actor_name="别人")
    with pytest.raises(DatabaseError, match="append-only"):
        AuditEntry.objects.filter(pk=entry.pk).delete()
    with pytest.raises(DatabaseError, match="append-only"):
        AuditEntry.objects.filter(pk=entry.pk).update(sequence=99)


@pytest.mark.parametrize(
    ("sql", "broken"),
    [
        ("UPDATE core_auditentry SET reason = '改过' WHERE sequence = 2", 2),
        ("UPDATE core_auditentry SET after = '{\"n\": 9}' WHERE sequence = 3", 3),
        ("UPDATE core_auditentry SET at = at + interval '1 second' WHERE sequence = 1", 1),
        ("DELETE FROM core_auditentry WHERE sequence = 2", 3),
        ("DELETE FROM core_auditentry WHERE sequence = 1", 2),
    ],
)
def test_tampering_shows(target: Heartbeat, at: dt.datetime, sql: str, broken: int) -> None:
    for number in range(3):
        record("core.test.done", target, by=SYSTEM, at=at, change=Change(after={"n": number}))
    tamper(sql)
    assert first_broken_sequence() == broken


def test_many_writers_make_one_chain(target: Heartbeat, at: dt.datetime) -> None:
    def write() -> None:
        for _ in range(10):
            record("core.test.done", target, by=SYSTEM, at=at)
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(AuditEntry.objects.order_by("sequence").values_list("sequence", flat=True)) == list(range(1, 41))
    assert first_broken_sequence() is None


def test_an_entry_tells_who_what_where_and_outlives_its_object(target: Heartbeat, at: dt.datetime) -> None:
    identity, address = context.request_id.set("req-12345678"), context.remote_address.set("10.0.0.9")
    try:
        record("core.test.done", target, by=SYSTEM, at=at, change=Change(before={"a": 1}, reason="试"))
    finally:
        context.request_id.reset(identity)
        context.remote_address.reset(address)
    key = str(target.pk)
    target.delete()
    entry = AuditEntry.objects.get()
    assert (entry.object_type, entry.object_id, entry.object_name) == ("core.heartbeat", key, "dispatcher")
    assert (entry.actor_id, entry.actor_name) == (None, "系统")
    assert (entry.request_id, entry.remote_address, entry.reason) == ("req-12345678", "10.0.0.9", "试")
