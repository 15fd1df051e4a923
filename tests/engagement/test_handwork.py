"""E1: who is answering is seen, a second answer is stopped; putting off, notes, reasons, saved replies."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import User
from core.dates import BEIJING
from core.errors import Conflict, UserError
from engagement.models import Reply, ReplyState, SavedReply, ThreadState
from engagement.queries.saved import offered_for
from engagement.services import (
    OnPage,
    SavedInput,
    add_note,
    close_thread,
    reopen_thread,
    save_saved_reply,
    send_reply,
    snooze_thread,
    tell_answering,
    wake_thread,
)
from tests.conftest import AT, ClientOf
from tests.engagement.conftest import MakeThread

INBOX = "/inbox/"
HTMX = {"HX-Request": "true"}
FRIDAY = dt.datetime(2026, 3, 6, 17, tzinfo=BEIJING)


def test_e1_only_one_answers_at_a_time_until_he_is_silent(
    customer_editor: User, editor: User, make_thread: MakeThread
) -> None:
    thread = make_thread()
    assert tell_answering(thread=thread, by=customer_editor, at=AT)
    assert not tell_answering(thread=thread, by=editor, at=AT + dt.timedelta(seconds=30))
    assert tell_answering(thread=thread, by=editor, at=AT + dt.timedelta(seconds=46))


def test_e1_a_colleague_sees_who_is_answering(
    customer_editor: User, editor: User, client_of: ClientOf, make_thread: MakeThread
) -> None:
    url = reverse("engagement:presence", args=[make_thread().pk])
    assert "正在回复" not in client_of(customer_editor).post(url, headers=HTMX).content.decode()
    seen = client_of(editor).post(url, {"look": "1"}, headers=HTMX).content.decode()
    assert "正在回复这条留言" in seen
    assert str(customer_editor) in seen
    assert "在回复" in client_of(editor).get(INBOX).content.decode()


def test_e1_an_answer_that_came_in_between_stops_the_second(
    customer_editor: User, editor: User, make_thread: MakeThread
) -> None:
    thread = make_thread()
    Reply.objects.create(thread=thread, text="已为您换新", author=editor, state=ReplyState.SENT, created_at=AT)
    with pytest.raises(Conflict, match="已为您换新"):
        send_reply(thread=thread, text="请私信订单号", by=customer_editor, at=AT, page=OnPage(seen=0))
    assert Reply.objects.count() == 1


def test_e1_what_was_put_off_comes_back_by_itself_in_working_time(
    customer_editor: User, client_of: ClientOf, make_thread: MakeThread
) -> None:
    thread = make_thread()
    due = thread.due_at
    snooze_thread(thread=thread, choice="half", by=customer_editor, at=FRIDAY)
    thread.refresh_from_db()
    assert thread.snoozed_until == dt.datetime(2026, 3, 9, 12, tzinfo=BEIJING)
    assert thread.due_at == due
    wake_thread(thread=thread, by=customer_editor, at=FRIDAY)
    client = client_of(customer_editor)
    assert len(client.get(INBOX).context["page"].rows) == 1
    answer = client.post(reverse("engagement:snooze", args=[thread.pk]), {"until": "day"}, headers=HTMX)
    assert "推迟到" in answer.content.decode()
    assert client.get(INBOX).context["page"].rows == []
    assert len(client.get(INBOX, {"state": "snoozed"}).context["page"].rows) == 1
    with pytest.raises(UserError):
        snooze_thread(thread=thread, choice="never", by=customer_editor, at=FRIDAY)


def test_e1_a_thread_is_closed_with_a_reason(customer_editor: User, make_thread: MakeThread) -> None:
    thread = make_thread()
    with pytest.raises(UserError):
        close_thread(thread=thread, reason="nonsense", by=customer_editor, at=AT)
    close_thread(thread=thread, reason="spam", by=customer_editor, at=AT)
    thread.refresh_from_db()
    assert (thread.state, thread.close_reason) == (ThreadState.CLOSED, "spam")
    reopen_thread(thread=thread, by=customer_editor, at=AT)
    thread.refresh_from_db()
    assert (thread.state, thread.close_reason) == (ThreadState.OPEN, "")


def test_e1_notes_stand_beside_the_thread_and_a_case_is_one_click_away(
    customer_editor: User, client_of: ClientOf, make_thread: MakeThread
) -> None:
    thread = make_thread()
    add_note(thread=thread, text="老客户，先安抚", by=customer_editor, at=AT)
    page = client_of(customer_editor).get(reverse("engagement:thread", args=[thread.pk])).content.decode()
    assert "老客户，先安抚" in page
    assert f"{reverse('monitoring:case_new')}?thread={thread.pk}" in page
    with pytest.raises(UserError):
        add_note(thread=thread, text=" ", by=customer_editor, at=AT)


def test_e1_saved_replies_carry_the_names(customer_editor: User, make_thread: MakeThread) -> None:
    thread = make_thread(author_name="路人甲")
    values = SavedInput("换货", "{客户}您好，我是{账号}的{我}。", "售后")
    save_saved_reply(saved=None, values=values, by=customer_editor, at=AT)
    offer = offered_for(thread, customer_editor)[0]
    assert offer.text == f"路人甲您好，我是{thread.account.nickname}的{customer_editor.get_full_name()}。"


def test_e1_saved_replies_are_kept_in_the_browser(customer_editor: User, client_of: ClientOf) -> None:
    client = client_of(customer_editor)
    url = reverse("engagement:saved")
    assert client.post(url, {"title": "换货", "text": "{客户}您好", "folder": "售后"}).status_code == 302
    saved = SavedReply.objects.get()
    assert "售后" in client.get(url).content.decode()
    edit = reverse("engagement:saved_edit", args=[saved.pk])
    assert client.post(edit, {"title": "换货", "text": "长" * 141}).status_code == 422
    client.post(reverse("engagement:saved_remove", args=[saved.pk]))
    assert not SavedReply.objects.exists()
