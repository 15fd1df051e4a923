"""Notices: what a person should know, as rows; the bell shows them, a sweep mails those that ask for it.

A notice is idempotent by person and key, so a sweep may find the same thing due as often as it likes.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import ngettext

from core.events import Event
from core.models import Notice, NoticeLevel

log = structlog.get_logger(__name__)
notices_changed = Event()

TRIES: Final = 6
"""A mail that was refused so often is given up; the notice stays in the list."""
FIRST_PAUSE: Final = timedelta(minutes=2)
AT_ONCE: Final = 200
KEPT: Final = timedelta(days=180)


@dataclass(frozen=True)
class Message:
    """What is told: `text` is a msgid (mark it by `gettext_noop`) with named placeholders for `params` (JSON-able).

    `url` is an address of this product that leads to the matter; with `mail` it is also sent by mail.
    """

    text: str
    params: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    level: NoticeLevel = NoticeLevel.INFO
    mail: bool = False


def notify(*, to: Iterable[int], key: str, message: Message, at: datetime) -> int:
    """Tell the people `to` (user ids) once. Returns how many did not know yet.

    `key` names the matter, such as `token-7d:12:2026-11-30`; somebody who has it in his list, unsettled, is not told
    again.
    """
    people = set(to)
    known = set(Notice.objects.filter(key=key, user_id__in=people, settled_at=None).values_list("user_id", flat=True))
    new = [_row(user_id, key, message, at) for user_id in sorted(people - known)]
    Notice.objects.bulk_create(new, ignore_conflicts=True)
    if new:
        notices_changed.send_on_commit()
    return len(new)


def told(keys: Iterable[str]) -> set[str]:
    """Which of these matters stand, unsettled, in somebody's list. One query."""
    return set(Notice.objects.filter(key__in=list(keys), settled_at=None).values_list("key", flat=True))


def correct(*, user_id: int, key: str, params: dict[str, Any]) -> None:
    """The matter has grown or shrunk: what stands in his list says so, and he is not told again."""
    Notice.objects.filter(user_id=user_id, key=key, settled_at=None).update(params=params)
    notices_changed.send_on_commit()


def settle(*, key_prefix: str, at: datetime) -> int:
    """The matter of all keys that begin so is solved: off everybody's list, mails not yet sent are not sent.

    A beginning ends where a part of the key does: `reply:1` means `reply:1` and `reply:1:late`, never `reply:12`.
    """
    meant = Q(key=key_prefix) | Q(key__startswith=f"{key_prefix.removesuffix(':')}:")
    settled = Notice.objects.filter(meant, settled_at=None).update(settled_at=at, mail_due_at=None)
    if settled:
        notices_changed.send_on_commit()
    return settled


def settle_keys(*, keys: Iterable[str], at: datetime, user_id: int | None = None) -> int:
    """As `settle` for exactly these keys, by one statement; only off the list of `user_id` when given."""
    rows = Notice.objects.filter(key__in=list(keys), settled_at=None)
    settled = (rows if user_id is None else rows.filter(user_id=user_id)).update(settled_at=at, mail_due_at=None)
    if settled:
        notices_changed.send_on_commit()
    return settled


def notices_of(user_id: int) -> "QuerySet[Notice]":
    """Everything one person was told, newest first."""
    return Notice.objects.filter(user_id=user_id).order_by("-pk")


def unread_of(user_id: int) -> "QuerySet[Notice]":
    """What he has not looked at and what still holds."""
    return Notice.objects.filter(user_id=user_id, read_at=None, settled_at=None)


def mark_read(*, user_id: int, at: datetime, pk: int | None = None) -> int:
    """One notice, or all of a person's, as read."""
    rows = unread_of(user_id) if pk is None else unread_of(user_id).filter(pk=pk)
    count = rows.update(read_at=at)
    if count:
        notices_changed.send_on_commit()
    return count


def mail_due(*, now: datetime) -> int:
    """Send the mails that are due, one for each person whatever the number of his notices. Returns how many mails.

    A claim moves the next try before anything is sent: a killed worker delays a mail, a refusing server is asked
    at growing intervals.
    """
    by_person: dict[int, list[Notice]] = defaultdict(list)
    for notice in _claim(now):
        by_person[notice.user_id].append(notice)
    people = get_user_model()._default_manager.filter(pk__in=by_person, is_active=True)
    sent = sum(_mail(person, by_person[person.pk], now) for person in people)
    gone = set(by_person) - {person.pk for person in people}
    Notice.objects.filter(user_id__in=gone, mail_due_at__isnull=False).update(mail_due_at=None)
    return sent


def forget_old(*, now: datetime) -> int:
    """Read and settled notices are thrown away after half a year."""
    over = Q(read_at__isnull=False) | Q(settled_at__isnull=False)
    return Notice.objects.filter(over, created_at__lt=now - KEPT).delete()[0]


def _row(user_id: int, key: str, message: Message, at: datetime) -> Notice:
    return Notice(
        user_id=user_id,
        key=key,
        level=message.level,
        text=message.text,
        params=message.params,
        url=message.url,
        created_at=at,
        mail_due_at=at if message.mail else None,
    )


def _claim(now: datetime) -> list[Notice]:
    with transaction.atomic():
        due = Notice.objects.select_for_update(skip_locked=True).filter(mail_due_at__lte=now).order_by("mail_due_at")
        found = list(due[:AT_ONCE])
        for notice in found:
            notice.mail_tries += 1
            last = notice.mail_tries >= TRIES
            notice.mail_due_at = None if last else now + FIRST_PAUSE * 2 ** (notice.mail_tries - 1)
        Notice.objects.bulk_update(found, ["mail_tries", "mail_due_at"])
    return found


def _mail(person: Any, notices: list[Notice], now: datetime) -> bool:
    """One mail with all that is due for a person, in his language."""
    with translation.override(person.language):
        subject = notices[0].sentence
        if len(notices) > 1:
            subject = ngettext("%(n)d 条提醒：%(first)s", "%(n)d 条提醒：%(first)s", len(notices)) % {
                "n": len(notices),
                "first": subject,
            }
        context = {"person": person, "notices": notices, "base_url": settings.BASE_URL}
        body = render_to_string("core/notices_mail.txt", context)
    message = EmailMessage(subject=" ".join(subject.split())[:120], body=body, to=[person.email])
    try:
        message.send()
    except OSError as error:  # smtplib's errors are OSErrors: refused, unreachable, timed out
        log.warning("notice_mail_failed", user=person.pk, error=type(error).__name__)
        return False
    keys = [notice.pk for notice in notices]
    Notice.objects.filter(pk__in=keys).update(mailed_at=now, mail_due_at=None)
    return True
