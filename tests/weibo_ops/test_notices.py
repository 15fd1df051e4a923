"""The bell and its page."""

import pytest

from accounts.models import User
from core.models import Notice, NoticeLevel
from core.notices import Message, notify, settle
from tests.conftest import AT, ClientOf


@pytest.fixture
def told(editor: User) -> Notice:
    message = Message("“%(name)s”的授权 7 天后到期", {"name": "<b>山岚</b>"}, url="/matrix/", level=NoticeLevel.WARNING)
    notify(to=[editor.pk], key="token:1", message=message, at=AT)
    return Notice.objects.get()


def test_it_lists_what_one_was_told_as_text(told: Notice, editor: User, client_of: ClientOf) -> None:
    html = client_of(editor).get("/notices/").text
    assert "“&lt;b&gt;山岚&lt;/b&gt;”的授权 7 天后到期" in html
    assert "1 条通知未读" in html


@pytest.mark.django_db(transaction=True)
def test_the_bell_counts_what_was_not_looked_at(told: Notice, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)
    assert "条未读通知" in client.get("/").text
    assert client.get(f"/notices/{told.pk}/")["Location"] == "/matrix/"
    assert "条未读通知" not in client.get("/notices/").text


def test_it_marks_one_or_all_as_read(told: Notice, editor: User, client_of: ClientOf) -> None:
    notify(to=[editor.pk], key="token:2", message=Message("x"), at=AT)
    client = client_of(editor)
    client.post("/notices/read/", {"notice": str(told.pk), "next": "/notices/?unread=1"})
    assert Notice.objects.filter(read_at=None).count() == 1
    client.post("/notices/read/")
    assert not Notice.objects.filter(read_at=None).exists()


def test_other_peoples_are_not_found(told: Notice, approver: User, client_of: ClientOf) -> None:
    client = client_of(approver)
    assert client.get(f"/notices/{told.pk}/").status_code == 404
    assert client.post("/notices/read/", {"notice": str(told.pk)}).status_code == 404
    assert "山岚" not in client.get("/notices/").text


def test_what_is_solved_says_so_and_is_not_counted(told: Notice, editor: User, client_of: ClientOf) -> None:
    settle(key_prefix="token:1", at=AT)
    html = client_of(editor).get("/notices/").text
    assert "已解决" in html
    assert "没有未读的通知" in html


def test_an_empty_list_says_what_will_come(editor: User, client_of: ClientOf) -> None:
    assert "还没有通知" in client_of(editor).get("/notices/").text
