"""I5: a report is mailed once to each recipient; what is refused, broken off or comes back is shown."""

import datetime as dt
import smtplib
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Grant, User
from core.audit import SYSTEM
from core.dates import BEIJING, week_of
from core.errors import Conflict, Forbidden
from reports.management.commands.take_bounce import returned
from reports.models import MailState, RecipientGroup, Report, ReportMail
from reports.services import compile_report, note_bounce, roll_up_days, send_again, send_due_mails
from reports.services.mailing import LEFT_BEHIND, TRIES
from tests.conftest import ClientOf
from tests.reports.conftest import Publish

WEEK = week_of(dt.date(2026, 11, 16))
MONDAY = dt.datetime(2026, 11, 23, 8, tzinfo=BEIJING)


@pytest.fixture
def group(manager: User, approver: User) -> RecipientGroup:
    found = RecipientGroup.objects.create(name="管理层", kinds=["week"], created_at=MONDAY)
    found.people.set([manager, approver])
    return found


@pytest.fixture
def report(group: RecipientGroup, publish: Publish) -> Report:
    publish(dt.datetime(2026, 11, 16, 10, tzinfo=BEIJING), samples={60: (3, 2, 10)})
    roll_up_days(first=WEEK.first, last=WEEK.last, at=MONDAY)
    return compile_report(period=WEEK, by=SYSTEM, at=MONDAY)


def states(report: Report) -> dict[str, str]:
    return {row.address: row.state for row in report.mails.all()}


def test_i5_everybody_of_a_group_gets_one_mail_with_the_first_page(report: Report, manager: User) -> None:
    assert send_due_mails(now=MONDAY) == 2
    assert send_due_mails(now=MONDAY) == 0
    (message,) = [one for one in mail.outbox if one.to == [manager.email]]
    assert isinstance(message, EmailMultiAlternatives)
    html = str(message.alternatives[0][0])
    for part in (html, message.body):
        assert "本周发布 1 条，获得互动 15" in part
        assert "接下来要做的事" in part
        assert reverse("reports:weekly_report", args=[WEEK]) in part
    assert "width=device-width" in html
    ((_name, pdf, kind),) = message.attachments
    assert (kind, bytes(pdf)[:4]) == ("application/pdf", b"%PDF")
    assert set(states(report).values()) == {MailState.SENT}


def test_i5_somebody_in_two_groups_gets_one(report: Report, manager: User) -> None:
    other = RecipientGroup.objects.create(name="董事会", kinds=["week", "month"], created_at=MONDAY)
    other.people.set([manager])
    Report.objects.all().delete()
    again = compile_report(period=WEEK, by=SYSTEM, at=MONDAY)
    assert again.mails.filter(person=manager).count() == 1


def test_i5_an_english_reader_gets_an_english_mail(report: Report, manager: User) -> None:
    User.objects.filter(pk=manager.pk).update(language="en")
    send_due_mails(now=MONDAY)
    (message,) = [one for one in mail.outbox if one.to == [manager.email]]
    assert isinstance(message, EmailMultiAlternatives)
    with report.pdf.open("rb") as file:
        assert message.attachments[0][1] != file.read()


def test_i5_who_may_not_read_it_any_more_is_not_mailed(report: Report, manager: User) -> None:
    Grant.objects.filter(user=manager).delete()
    assert send_due_mails(now=MONDAY) == 1
    assert states(report)[manager.email] == MailState.REFUSED


def failing(error: Exception) -> Any:
    def send(self: Any, *args: Any, **kwargs: Any) -> int:
        raise error

    return send


@pytest.mark.parametrize(
    ("error", "state", "tries"),
    [
        (smtplib.SMTPRecipientsRefused({"a": (550, b"no such user")}), MailState.REFUSED, 1),
        (smtplib.SMTPDataError(451, b"greylisted, try again"), MailState.REFUSED, TRIES),
        (smtplib.SMTPServerDisconnected("lost"), MailState.LOST, 1),
        (TimeoutError(), MailState.LOST, 1),
    ],
)
def test_i5_what_the_server_says_decides(
    report: Report, monkeypatch: pytest.MonkeyPatch, error: Exception, state: str, tries: int
) -> None:
    """5xx is final, 4xx is asked again, a connection that breaks in the middle is never sent again by itself."""
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", failing(error))
    for hours in range(12):
        send_due_mails(now=MONDAY + dt.timedelta(hours=hours))
    for row in report.mails.all():
        assert (row.state, row.tries) == (state, tries)
        assert row.problem


def test_i5_a_server_that_is_away_is_asked_again(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as away:
        away.setattr("django.core.mail.backends.locmem.EmailBackend.open", failing(ConnectionRefusedError()))
        assert send_due_mails(now=MONDAY) == 0
    assert set(states(report).values()) == {MailState.WAITING}
    assert send_due_mails(now=MONDAY + dt.timedelta(minutes=1)) == 0
    assert send_due_mails(now=MONDAY + dt.timedelta(minutes=3)) == 2


def test_i5_a_worker_that_was_killed_while_sending_leaves_a_doubt_and_no_second_mail(report: Report) -> None:
    ReportMail.objects.update(state=MailState.SENDING, claimed_at=MONDAY)
    assert send_due_mails(now=MONDAY + LEFT_BEHIND / 2) == 0
    assert set(states(report).values()) == {MailState.SENDING}
    assert send_due_mails(now=MONDAY + LEFT_BEHIND * 2) == 0
    assert set(states(report).values()) == {MailState.LOST}


def test_i5_the_claim_is_committed_before_anything_is_sent(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def look(self: Any, messages: list[Any]) -> int:
        seen.append(set(ReportMail.objects.filter(address=messages[0].to[0]).values_list("state", flat=True)))
        return len(messages)

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", look)
    send_due_mails(now=MONDAY)
    assert seen == [{MailState.SENDING}, {MailState.SENDING}]


def test_i5_it_is_sent_again_on_request_once_it_is_over(report: Report, administrator: User, manager: User) -> None:
    row = report.mails.get(person=manager)
    with pytest.raises(Conflict):
        send_again(mail=row, by=administrator, at=MONDAY)
    send_due_mails(now=MONDAY)
    row.refresh_from_db()
    assert send_again(mail=row, by=administrator, at=MONDAY).number == 2
    assert send_due_mails(now=MONDAY) == 1
    with pytest.raises(Forbidden):
        send_again(mail=row, by=manager, at=MONDAY)


def test_i5_a_bounce_finds_its_mail_and_the_page_shows_it(
    report: Report, manager: User, administrator: User, client_of: ClientOf
) -> None:
    send_due_mails(now=MONDAY)
    row = report.mails.get(person=manager)
    assert not note_bounce(message_id="<another@host>", problem="x")
    assert not note_bounce(message_id="", problem="x")
    assert note_bounce(message_id=row.message_id, problem="550 5.1.1 mailbox unavailable")
    page = client_of(administrator).get(reverse("reports:weekly_report", args=[WEEK])).content.decode()
    assert "被退回" in page
    assert "mailbox unavailable" in page
    client_of(administrator).post(reverse("reports:weekly_send_again", args=[WEEK, row.pk]))
    assert send_due_mails(now=dt.datetime.now(BEIJING) + dt.timedelta(days=365)) == 1


BOUNCE = b"""From: MAILER-DAEMON@mx.example.com
Message-ID: <own-of-the-bounce@mx.example.com>
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; m@example.com
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 user
 unknown
--b
Content-Type: %(kind)s

Message-ID: %(id)s
Subject: x

--b--
"""


@pytest.mark.parametrize("kind", [b"message/rfc822", b"text/rfc822-headers"])
def test_i5_what_a_server_returns_names_the_mail_and_why(kind: bytes) -> None:
    found = returned(BOUNCE % {b"kind": kind, b"id": b"<report.7.1@host>"})
    assert found == ("<report.7.1@host>", "smtp; 550 5.1.1 user unknown")


@given(st.binary(max_size=400))
def test_i5_nonsense_on_standard_input_names_nothing(raw: bytes) -> None:
    message_id, _problem = returned(raw)
    assert not message_id.startswith("<report.")
