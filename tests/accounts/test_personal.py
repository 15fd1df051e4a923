"""Personal data: sealed at rest, read with a trace, erased at the end, never in the audit log."""

import datetime as dt

import pytest
from django.db import connection

from accounts.models import PersonalRecord, User
from accounts.services import personal
from accounts.tasks import erase_personal_data
from core.audit import SYSTEM
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry

ADDRESS = {"name": "王小明", "phone": "13800138000", "address": "成都市锦江区春熙路 1 号"}
WHOSE = "campaigns.entry:17"
DAY = dt.timedelta(days=1)


@pytest.fixture
def kept(db: None, at: dt.datetime) -> PersonalRecord:
    return personal.keep_personal(
        subject=WHOSE, purpose="prize.delivery", data=ADDRESS, keep_until=at.date() + 30 * DAY, by=SYSTEM, at=at
    )


def whole_database() -> bytes:
    """The rows of both tables as they lie in the database; sealed bytes as bytes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text, p.ciphertext FROM accounts_personalrecord p")
        rows = [text.encode() + bytes(sealed) for text, sealed in cursor.fetchall()]
        cursor.execute("SELECT a::text FROM core_auditentry a")
        return b"".join([*rows, *[row[0].encode() for row in cursor.fetchall()]])


def test_it_cannot_be_read_in_the_database(kept: PersonalRecord) -> None:
    text = whole_database()
    assert not [value for value in ADDRESS.values() if value.encode() in text]
    assert AuditEntry.objects.get(code="accounts.personal.kept").after["fields"] == ["address", "name", "phone"]
    assert "王小明" not in repr(kept) + str(kept)


def test_reading_needs_the_right_of_the_purpose_and_a_reason(
    kept: PersonalRecord, approver: User, customer_editor: User, at: dt.datetime
) -> None:
    assert personal.read_personal(personal=kept, by=approver, at=at, reason="寄奖品") == ADDRESS
    assert AuditEntry.objects.get(code="accounts.personal.read").reason == "寄奖品"
    with pytest.raises(Forbidden):
        personal.read_personal(personal=kept, by=customer_editor, at=at, reason="看看")
    with pytest.raises(UserError):
        personal.read_personal(personal=kept, by=approver, at=at, reason=" ")


def test_a_person_sees_and_erases_what_is_his(
    kept: PersonalRecord, administrator: User, approver: User, at: dt.datetime
) -> None:
    with pytest.raises(Forbidden):
        personal.export_personal(subject=WHOSE, by=approver, at=at)
    assert personal.export_personal(subject=WHOSE, by=administrator, at=at)[0]["data"] == ADDRESS
    with pytest.raises(Forbidden):
        personal.erase_personal(subject=WHOSE, by=approver, at=at, reason="x")
    assert personal.erase_personal(subject=WHOSE, by=administrator, at=at, reason="本人要求") == 1
    kept.refresh_from_db()
    assert bytes(kept.ciphertext) == b"" and kept.erased_at == at
    assert personal.export_personal(subject=WHOSE, by=administrator, at=at)[0]["data"] is None
    with pytest.raises(Conflict):
        personal.read_personal(personal=kept, by=approver, at=at, reason="寄奖品")


def test_the_sweep_erases_after_the_last_day(kept: PersonalRecord, at: dt.datetime) -> None:
    assert personal.erase_due(now=at + 30 * DAY) == 0
    assert personal.erase_due(now=at + 31 * DAY) == 1
    assert personal.erase_due(now=at + 32 * DAY) == 0
    assert AuditEntry.objects.filter(code="accounts.personal.erased", actor_id=None).count() == 1


@pytest.mark.parametrize(("purpose", "days"), [("gossip", 1), ("prize.delivery", 181), ("prize.delivery", -1)])
def test_nothing_is_kept_without_purpose_or_too_long(db: None, purpose: str, days: int, at: dt.datetime) -> None:
    with pytest.raises(UserError):
        personal.keep_personal(
            subject=WHOSE, purpose=purpose, data=ADDRESS, keep_until=at.date() + days * DAY, by=SYSTEM, at=at
        )
    assert not PersonalRecord.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_task_erases_and_vacuums(at: dt.datetime) -> None:
    row = personal.keep_personal(
        subject=WHOSE, purpose="complaint", data=ADDRESS, keep_until=at.date(), by=SYSTEM, at=at
    )
    PersonalRecord.objects.filter(pk=row.pk).update(keep_until=dt.date(2020, 1, 1))
    erase_personal_data()
    row.refresh_from_db()
    assert row.erased_at is not None and bytes(row.ciphertext) == b""
