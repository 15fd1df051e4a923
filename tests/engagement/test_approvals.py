"""A7: without a valid assessment a reply waits for another person before it is sent."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import Assessment, User
from accounts.roles import Role
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry, Notice
from engagement.models import Reply, ReplyState, Thread, ThreadState
from engagement.services import (
    approve_reply,
    close_thread,
    read_inbox,
    return_reply,
    send_now,
    send_reply,
    settle_replies,
)
from tests.conftest import AT, ClientOf, make_account, make_user
from tests.engagement.conftest import MakeThread
from tests.live_weibo import Live


@pytest.fixture
def newcomer(db: None) -> User:
    """Answers customers, is not assessed."""
    return make_user("新来的客服", Role.CUSTOMER_EDITOR, assessed=False)


def test_a7_it_waits_is_approved_by_another_and_then_sent(live: Live, newcomer: User, customer_editor: User) -> None:
    live.comment(live.post("秋天的第一只保温杯"), "盖子漏水怎么办")
    now = timezone.now()
    read_inbox(now=now)
    thread = Thread.objects.get()
    reply = send_reply(thread=thread, text="请私信订单号", by=newcomer, at=now)
    assert reply.state == ReplyState.WAITING and live.comments(thread.status_id) == ["盖子漏水怎么办"]
    told = Notice.objects.get(user_id=customer_editor.pk)
    assert told.key == f"reply-approval:{reply.pk}" and "新来的客服" in told.sentence
    sent = send_now(approve_reply(reply=reply, by=customer_editor, at=now), by=customer_editor, at=now)
    assert sent.state == ReplyState.SENT and sent.decided_by == customer_editor and sent.author == newcomer
    assert any("请私信订单号" in text for text in live.comments(thread.status_id))
    thread.refresh_from_db()
    told.refresh_from_db()
    assert thread.state == ThreadState.ANSWERED and told.settled_at is not None
    assert Notice.objects.filter(user_id=newcomer.pk, key=f"reply-decided:{reply.pk}").exists()
    codes = list(AuditEntry.objects.filter(code__startswith="engagement.reply").order_by("pk").values_list("code"))
    assert [code for (code,) in codes] == [f"engagement.reply.{verb}" for verb in ("asked", "approved", "sent")]


def test_a7_a_lost_answer_counts_from_the_approval(live: Live, newcomer: User, customer_editor: User) -> None:
    live.comment(live.post("秋天"), "在吗")
    now = timezone.now()
    read_inbox(now=now)
    reply = send_reply(thread=Thread.objects.get(), text="在的", by=newcomer, at=now - dt.timedelta(hours=3))
    live.fault("reset_after", call="comments/reply", count=1)
    lost = send_now(approve_reply(reply=reply, by=customer_editor, at=now), by=customer_editor, at=now)
    assert lost.state == ReplyState.UNKNOWN and lost.created_at == now
    assert settle_replies(now=now + dt.timedelta(minutes=3)) == 1
    lost.refresh_from_db()
    assert lost.state == ReplyState.SENT


def test_a7_who_may_not_approve(
    make_thread: MakeThread, newcomer: User, unassessed_editor: User, manager: User, colleague: User
) -> None:
    reply = send_reply(thread=make_thread(), text="好的", by=newcomer, at=AT)
    for person, sentence in (
        (newcomer, "是您写的"),
        (unassessed_editor, "没有有效的操作资格评定"),
        (manager, "没有这项操作的权限"),
        (colleague, "没有这项操作的权限"),
    ):
        with pytest.raises(Forbidden, match=sentence):
            approve_reply(reply=reply, by=person, at=AT)
        if person != newcomer:
            with pytest.raises(Forbidden):
                return_reply(reply=reply, note="改", by=person, at=AT)


def test_a7_an_assessment_that_ran_out_counts_no_more(make_thread: MakeThread, customer_editor: User) -> None:
    Assessment.objects.filter(user=customer_editor).update(valid_until=AT)
    assert send_reply(thread=make_thread(), text="好的", by=customer_editor, at=AT).state == ReplyState.WAITING


def test_a7_it_is_returned_with_a_reason_and_written_anew(
    make_thread: MakeThread, newcomer: User, editor: User
) -> None:
    thread = make_thread()
    first = send_reply(thread=thread, text="不知道", by=newcomer, at=AT)
    with pytest.raises(UserError, match="请写明退回的理由"):
        return_reply(reply=first, note=" ", by=editor, at=AT)
    assert return_reply(reply=first, note="先道歉", by=editor, at=AT).decision_note == "先道歉"
    with pytest.raises(Conflict, match="已经处理过"):
        approve_reply(reply=first, by=editor, at=AT)
    with pytest.raises(Conflict, match="已经处理过"):
        return_reply(reply=first, note="x", by=editor, at=AT)
    second = send_reply(thread=thread, text="抱歉，请私信", by=newcomer, at=AT)
    third = send_reply(thread=thread, text="抱歉，请私信订单号", by=newcomer, at=AT)  # replaces his own
    states = dict(Reply.objects.values_list("pk", "state"))
    assert states[second.pk] == ReplyState.RETURNED and states[third.pk] == ReplyState.WAITING
    other = make_user("另一位新人", Role.CUSTOMER_EDITOR, assessed=False)
    with pytest.raises(Conflict, match="已有同事的回复在等待批准"):
        send_reply(thread=thread, text="我来", by=other, at=AT)
    assert return_reply(reply=third, note="", by=newcomer, at=AT).decision_note == "作者撤回"


def test_a7_a_closed_thread_takes_no_approved_reply(make_thread: MakeThread, newcomer: User, editor: User) -> None:
    thread = make_thread()
    reply = send_reply(thread=thread, text="好的", by=newcomer, at=AT)
    close_thread(thread=thread, by=editor, at=AT)
    with pytest.raises(Conflict, match="重新打开"):
        approve_reply(reply=reply, by=editor, at=AT)


@pytest.mark.django_db(transaction=True)
def test_a7_two_approvals_send_once() -> None:
    account = make_account("山岚家居", "5501000001")
    thread = Thread.objects.create(
        account=account, kind="comment", external_id="1", text="在吗", received_at=AT, due_at=AT, created_at=AT
    )
    author = make_user("新来的客服", Role.CUSTOMER_EDITOR, assessed=False)
    first, second = make_user("甲", Role.CHIEF_EDITOR), make_user("乙", Role.CHIEF_EDITOR)
    reply = send_reply(thread=thread, text="在的", by=author, at=AT)
    start, approved = threading.Barrier(2), list[int]()

    def approve(by: User) -> None:
        start.wait(5)
        try:
            approved.append(approve_reply(reply=reply, by=by, at=AT).pk)
        except Conflict:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=(by,)) for by in (first, second)]
    for running in threads:
        running.start()
    for running in threads:
        running.join()
    assert approved == [reply.pk]


def test_a7_the_pages_say_why_and_let_a_second_person_decide(
    client_of: ClientOf, make_thread: MakeThread, newcomer: User, editor: User
) -> None:
    thread = make_thread()
    page = client_of(newcomer).get(reverse("engagement:thread", args=[thread.pk])).content.decode()
    assert "您没有有效的操作资格评定" in page and "交给同事批准" in page
    client_of(newcomer).post(reverse("engagement:reply", args=[thread.pk]), {"text": "请私信"})
    reply = Reply.objects.get()
    mine = client_of(newcomer).get(reverse("engagement:approvals")).content.decode()
    assert "等同事批准" in mine and reverse("engagement:reply_approve", args=[reply.pk]) not in mine
    client = client_of(editor)
    assert "待批准的回复" in client.get(reverse("engagement:inbox")).content.decode()
    assert "请私信" in client.get(reverse("engagement:approvals")).content.decode()
    client.post(reverse("engagement:reply_return", args=[reply.pk]), {"note": "先道歉"})
    reply.refresh_from_db()
    assert reply.state == ReplyState.RETURNED
    assert "先道歉" in client_of(newcomer).get(reverse("engagement:thread", args=[thread.pk])).content.decode()
