"""E1: who answers a thread, and whether it is done."""

import pytest

from accounts.models import User
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry
from engagement.models import ThreadState
from engagement.services import assign_thread, close_thread, reopen_thread
from tests.conftest import AT
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
