"""E1: who answers a thread, and whether it is done."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry
from engagement.models import Reply, ReplyState, ThreadState
from engagement.services import assign_thread, close_thread, reopen_thread
from tests.conftest import AT, ClientOf
from tests.engagement.conftest import MakeThread


def test_e1_it_is_given_to_somebody_who_may_answer(
    make_thread: MakeThread, customer_editor: User, manager: User
) -> None:
    thread = assign_thread(thread=make_thread(), assignee=customer_editor, by=customer_editor, at=AT)
    thread.refresh_from_db()
    assert thread.assignee == customer_editor
    assert AuditEntry.objects.first().after == {"assignee": "客服编辑"}  # type: ignore[union-attr]
    with pytest.raises(UserError, match="没有这个账号的回复权限"):
        assign_thread(thread=thread, assignee=manager, by=customer_editor, at=AT)
    assert assign_thread(thread=thread, assignee=None, by=customer_editor, at=AT).assignee is None


def test_e1_it_is_closed_and_opened_again(make_thread: MakeThread, customer_editor: User) -> None:
    thread = close_thread(thread=make_thread(), by=customer_editor, at=AT)
    assert thread.state == ThreadState.CLOSED
    with pytest.raises(Conflict):
        close_thread(thread=thread, by=customer_editor, at=AT)
    assert reopen_thread(thread=thread, by=customer_editor, at=AT).state == ThreadState.OPEN


def test_a8_a_colleague_without_the_right_is_refused(make_thread: MakeThread, manager: User) -> None:
    with pytest.raises(Forbidden):
        close_thread(thread=make_thread(), by=manager, at=AT)


def test_e1_the_panel_costs_the_same_however_often_we_answered_before(
    make_thread: MakeThread, customer_editor: User, editor: User, client_of: ClientOf
) -> None:
    client, url = client_of(customer_editor), reverse("engagement:thread", args=[make_thread().pk])
    client.get(url)
    counts = []
    for author in (customer_editor, editor, customer_editor, editor):
        earlier = make_thread("以前说过的")
        Reply.objects.create(thread=earlier, text="已为您换新", author=author, state=ReplyState.SENT, created_at=AT)
        Reply.objects.create(thread=earlier, text="没发出去的", author=author, state=ReplyState.FAILED, created_at=AT)
        with CaptureQueriesContext(connection) as taken:
            page = client.get(url, headers={"HX-Request": "true"}).content.decode()
        counts.append(len(taken))
    assert page.count("已为您换新") == 4 and "没发出去的" not in page
    assert len(set(counts)) == 1, counts
