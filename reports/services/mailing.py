"""Reports by mail (I5): a row for each recipient, claimed and committed before anything is sent, so at most once."""

import datetime as dt
import smtplib
from email.utils import make_msgid
from typing import Final

import structlog
from django.core.mail import get_connection
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require, rights_of
from accounts.models import User
from accounts.roles import Can
from core.audit import Change, record
from core.errors import Conflict
from reports.models import MailState, RecipientGroup, Report, ReportMail
from reports.render.mail import report_message

log = structlog.get_logger(__name__)

TRIES: Final = 6
FIRST_PAUSE: Final = dt.timedelta(minutes=2)
LEFT_BEHIND: Final = dt.timedelta(minutes=15)
"""After so long a mail that is being sent was left by a process that ended."""


def queue_mails(*, report: Report, at: dt.datetime) -> int:
    """A waiting mail for everybody in a group that gets this kind of report. Returns how many."""
    groups = RecipientGroup.objects.filter(kinds__contains=report.kind).prefetch_related("people")
    wanted: dict[User, bool] = {}
    for group in groups:
        for person in group.people.all():
            wanted[person] = wanted.get(person, False) or group.with_files
    mails = [
        ReportMail(
            report=report, person=person, name=person.get_full_name(), address=person.email, with_files=files, due_at=at
        )
        for person, files in wanted.items()
    ]  # fmt: skip
    return len(ReportMail.objects.bulk_create(mails, ignore_conflicts=True))


def send_due_mails(*, now: dt.datetime) -> int:
    """Send what is due, one after the other. Returns how many were sent.

    What somebody was sending when his process ended is not sent again by itself: it may have arrived.
    """
    ReportMail.objects.filter(state=MailState.SENDING, claimed_at__lt=now - LEFT_BEHIND).update(state=MailState.LOST)
    sent = 0
    while (mail := _claim(now)) is not None:
        sent += _send(mail, now)
    return sent


def send_again(*, mail: ReportMail, by: User, at: dt.datetime) -> ReportMail:
    """One more mail to the same person, at his present address. Raises `Conflict` while one is on its way."""
    require(by, Can.MANAGE_SETTINGS)
    with transaction.atomic():
        rows = list(ReportMail.objects.select_for_update().filter(report=mail.report_id, person=mail.person_id))
        if not all(row.is_over for row in rows):
            raise Conflict(_("给这位同事的邮件正在寄送，请等它结束。"), code="report.mail_under_way")
        if mail.person is None:
            raise Conflict(_("这位同事已经不在系统里，请在收件组里另选一位。"), code="report.mail_nobody")
        again = ReportMail.objects.create(
            report=mail.report, person=mail.person, name=mail.person.get_full_name(), address=mail.person.email,
            number=max(row.number for row in rows) + 1, with_files=mail.with_files, due_at=at, asked_by=by,
        )  # fmt: skip
        record("reports.mail.again", mail.report, by=by, at=at, change=Change(after={"to": again.address}))
    return again


def note_bounce(*, message_id: str, problem: str) -> bool:
    """A mail came back. False when it is none of ours, or was known to have come back."""
    came_back = ReportMail.objects.filter(message_id=message_id, state__in=[MailState.SENT, MailState.LOST])
    return bool(message_id) and came_back.update(state=MailState.BOUNCED, problem=problem[:300]) > 0


def _claim(now: dt.datetime) -> ReportMail | None:
    """The next mail that is due, marked as being sent before this returns."""
    with transaction.atomic():
        due = ReportMail.objects.filter(state=MailState.WAITING, due_at__lte=now).order_by("due_at", "pk")
        mail = due.select_for_update(skip_locked=True).first()
        if mail is None:
            return None
        mail.state, mail.claimed_at, mail.tries = MailState.SENDING, now, mail.tries + 1
        mail.message_id = make_msgid(f"report.{mail.pk}.{mail.number}")
        mail.save(update_fields=["state", "claimed_at", "tries", "message_id"])
    return mail


def _send(mail: ReportMail, now: dt.datetime) -> bool:
    person = mail.person
    if person is None or not person.is_active or not rights_of(person).may(Can.REPORT):
        return _refused(mail, _("收件人已停用，或没有看报表的权限。"))
    message, connection = report_message(mail, person), get_connection()
    message.connection = connection
    try:
        connection.open()
    except OSError as error:  # nobody there: nothing has been said yet
        return _later(mail, type(error).__name__, now)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        return _not_taken(mail, code, said, now)
    except smtplib.SMTPResponseException as error:
        return _not_taken(mail, error.smtp_code, error.smtp_error, now)
    except OSError as error:  # broken off in the middle: whether it was taken, nobody can tell
        return _ended(mail, MailState.LOST, type(error).__name__)
    finally:
        connection.close()
    mail.state, mail.sent_at, mail.problem = MailState.SENT, now, ""
    mail.save(update_fields=["state", "sent_at", "problem"])
    return True


def _not_taken(mail: ReportMail, code: int, said: bytes | str, now: dt.datetime) -> bool:
    """5xx is final, 4xx is asked again later."""
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    problem = f"{code} {text}".strip()
    return _refused(mail, problem) if code >= 500 else _later(mail, problem, now)


def _refused(mail: ReportMail, problem: str) -> bool:
    return _ended(mail, MailState.REFUSED, problem)


def _ended(mail: ReportMail, state: MailState, problem: str) -> bool:
    mail.state, mail.problem = state, problem[:300]
    mail.save(update_fields=["state", "problem"])
    log.warning("report_mail_not_sent", mail=mail.pk, state=state)
    return False


def _later(mail: ReportMail, problem: str, now: dt.datetime) -> bool:
    if mail.tries >= TRIES:
        return _refused(mail, problem)
    mail.state, mail.problem, mail.due_at = MailState.WAITING, problem[:300], now + FIRST_PAUSE * 2 ** (mail.tries - 1)
    mail.save(update_fields=["state", "problem", "due_at"])
    return False
