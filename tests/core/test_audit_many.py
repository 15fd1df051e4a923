"""Many entries by one INSERT: the same rows and the same chain as one by one. Real commits: sealing is deferred."""

import datetime as dt
import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core import context
from core.audit import SYSTEM, Change, Entry, first_broken_sequence, record, record_many
from core.models import AuditEntry, Heartbeat

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def target(at: dt.datetime) -> Heartbeat:
    return Heartbeat.objects.create(name="dispatcher", at=at)


def entries(target: Heartbeat, at: dt.datetime, count: int) -> list[Entry]:
    return [
        Entry(
            "core.test.done", target, at + dt.timedelta(microseconds=n), change=Change(after={"n": n, "字": '汉\\u"%s'})
        )
        for n in range(count)
    ]


def test_it_writes_many_by_one_statement_and_seals_them_in_order(target: Heartbeat, at: dt.datetime) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert record_many(entries(target, at, 300)) == 300
    assert sum("INSERT" in query["sql"] for query in asked) == 1
    rows = list(AuditEntry.objects.order_by("sequence").values_list("sequence", "after__n", "at"))
    assert rows == [(n + 1, n, at + dt.timedelta(microseconds=n)) for n in range(300)]
    assert first_broken_sequence() is None


def test_a_line_of_many_is_the_line_of_one(target: Heartbeat, at: dt.datetime, administrator: User) -> None:
    change = Change({"a": 1}, {"b": "：“%”\n"}, "理由", 7)
    identity, address = context.request_id.set("req-12345678"), context.remote_address.set("10.0.0.9")
    try:
        record("core.test.done", target, by=administrator, at=at, change=change)
        record_many([Entry("core.test.done", target, at, administrator, change)])
    finally:
        context.request_id.reset(identity)
        context.remote_address.reset(address)
    sealed = {"id", "sequence", "previous_hash", "hash"}
    one, many = (
        {name: value for name, value in row.items() if name not in sealed}
        for row in AuditEntry.objects.order_by("sequence").values()
    )
    assert one == many


def test_nothing_is_written_for_nothing(target: Heartbeat) -> None:
    assert record_many([]) == 0


def test_rolled_back_entries_leave_no_gap(target: Heartbeat, at: dt.datetime) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        record_many(entries(target, at, 5))
        raise RuntimeError
    record("core.test.done", target, by=SYSTEM, at=at)
    assert AuditEntry.objects.get().sequence == 1
    assert first_broken_sequence() is None


def test_many_writers_of_many_make_one_chain(target: Heartbeat, at: dt.datetime) -> None:
    def write(count: int) -> None:
        for _ in range(3):
            with transaction.atomic():
                record_many(entries(target, at, count))
                record("core.test.done", target, by=SYSTEM, at=at)
        connection.close()

    threads = [threading.Thread(target=write, args=(count,)) for count in (20, 40, 60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert AuditEntry.objects.filter(sequence=None).count() == 0
    assert AuditEntry.objects.count() == 3 * (20 + 40 + 60) + 9
    assert first_broken_sequence() is None
