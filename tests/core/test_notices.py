"""What people are told: once, in their language, off the list when it is solved, by mail when it matters."""

import datetime as dt
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.utils import translation

from accounts.models import User
from core.models import Notice
from core.notices import TRIES, Message, forget_old, mail_due, mark_read, notices_of, notify, settle, unread_of
from tests.conftest import AT

TEXT = "工作台"
HOUR = dt.timedelta(hours=1)


def tell(*people: User, key: str = "token:1", mail: bool = False, text: str = "“%(name)s”要处理") -> int:
    message = Message(text, {"name": "山岚"}, mail=mail)
    return notify(to=[person.pk for person in people], key=key, message=message, at=AT)


def test_it_tells_each_person_once(editor: User, approver: User) -> None:
    assert tell(editor, approver) == 2
    assert tell(editor, approver) == 0
    assert [notice.sentence for notice in notices_of(editor.pk)] == ["“山岚”要处理"]


def test_it_tells_again_when_a_solved_matter_comes_back(editor: User) -> None:
    tell(editor)
    assert settle(key_prefix="token:", at=AT) == 1
    assert unread_of(editor.pk).count() == 0
    assert tell(editor) == 1


def test_settling_takes_the_prefix_as_it_is(editor: User) -> None:
    tell(editor, key="a_c:1")
    assert settle(key_prefix="abc:", at=AT) == 0
    assert settle(key_prefix="a%", at=AT) == 0


def test_settling_leaves_the_matter_whose_number_begins_alike(editor: User) -> None:
    for key in ("reply:1", "reply:1:late", "reply:12", "reply:12:late"):
        tell(editor, key=key)
    assert settle(key_prefix="reply:1", at=AT) == 2
    assert {notice.key for notice in unread_of(editor.pk)} == {"reply:12", "reply:12:late"}


def test_it_is_shown_in_the_language_of_the_moment(editor: User) -> None:
    tell(editor, text=TEXT)
    notice = notices_of(editor.pk).get()
    with translation.override("en"):
        english = notice.sentence
    with translation.override("zh-hans"):
        assert notice.sentence == TEXT
        assert english != TEXT


def test_it_mails_all_that_is_due_to_a_person_in_one_letter(editor: User, approver: User) -> None:
    tell(editor, mail=True)
    tell(editor, key="papers:1", mail=True)
    tell(approver)
    assert mail_due(now=AT) == 1
    letter = mail.outbox[0]
    assert letter.to == [editor.email]
    assert letter.subject.startswith("2 条提醒")
    assert letter.body.count("“山岚”要处理") == 2
    assert mail_due(now=AT + HOUR) == 0
    assert notices_of(editor.pk).filter(mailed_at__isnull=False).count() == 2


def test_it_does_not_mail_what_was_solved_meanwhile_nor_people_who_left(editor: User, approver: User) -> None:
    tell(editor, mail=True)
    settle(key_prefix="token", at=AT)
    tell(approver, mail=True)
    User.objects.filter(pk=approver.pk).update(is_active=False)
    assert mail_due(now=AT) == 0
    assert mail.outbox == []
    assert not Notice.objects.filter(mail_due_at__isnull=False).exists()


def test_it_asks_a_refusing_server_again_at_growing_intervals(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise SMTPServerDisconnected

    tell(editor, mail=True)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", refuse)
        now, pauses = AT, []
        for _attempt in range(TRIES - 1):
            mail_due(now=now)
            notice = Notice.objects.get()
            assert notice.mail_due_at is not None
            pauses.append(notice.mail_due_at - now)
            now = notice.mail_due_at
        mail_due(now=now)
    assert pauses == sorted(pauses)
    assert pauses[0] < pauses[-1]
    assert Notice.objects.get().mail_due_at is None
    assert Notice.objects.get().mailed_at is None


def test_a_name_with_a_line_break_does_not_write_headers(editor: User) -> None:
    message = Message("%(name)s", {"name": "a\r\nBcc: x@example.com"}, mail=True)
    notify(to=[editor.pk], key="k", message=message, at=AT)
    mail_due(now=AT)
    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].bcc == []


def test_it_reads_ones_own_only(editor: User, approver: User) -> None:
    tell(editor, approver)
    assert mark_read(user_id=editor.pk, at=AT) == 1
    assert unread_of(approver.pk).count() == 1


def test_it_forgets_old_ones_that_need_nobody(editor: User) -> None:
    tell(editor)
    tell(editor, key="other")
    mark_read(user_id=editor.pk, at=AT, pk=notices_of(editor.pk)[0].pk)
    assert forget_old(now=AT + dt.timedelta(days=181)) == 1
    assert unread_of(editor.pk).count() == 1
