"""E1: a reply is a row before it is a call; a lost answer is settled by reading back, never by sending again."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import Capability, User
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry
from engagement.models import Reply, ReplyState, Thread, ThreadState
from engagement.services import close_thread, read_inbox, send_reply, settle_replies
from engagement.services.replies import _settle_by_reading
from tests.conftest import AT
from tests.engagement.conftest import MakeThread
from tests.live_weibo import FANS, Live


def asked(live: Live, text: str = "盖子漏水怎么办") -> Thread:
    """A comment of a fan in our inbox."""
    live.comment(live.post("秋天的第一只保温杯"), text)
    read_inbox(now=timezone.now())
    return Thread.objects.get()


def test_e1_it_answers_a_comment(live: Live, customer_editor: User) -> None:
    thread = asked(live)
    reply = send_reply(thread=thread, text=" 请私信订单号，我们马上处理 ", by=customer_editor, at=timezone.now())
    assert (reply.state, reply.text) == (ReplyState.SENT, "请私信订单号，我们马上处理")
    assert reply.external_id
    thread.refresh_from_db()
    assert thread.state == ThreadState.ANSWERED
    assert any("请私信订单号" in text for text in live.comments(thread.status_id))
    codes = list(AuditEntry.objects.order_by("pk").values_list("code", flat=True))
    assert codes[-2:] == ["engagement.reply.written", "engagement.reply.sent"]


def test_e1_it_answers_a_mention_by_a_comment_under_it(live: Live, customer_editor: User) -> None:
    mention = live.post("@山岚 什么时候补货", uid=FANS[1])
    read_inbox(now=timezone.now())
    reply = send_reply(thread=Thread.objects.get(), text="本周五补货", by=customer_editor, at=timezone.now())
    assert reply.state == ReplyState.SENT
    assert live.comments(mention) == ["本周五补货"]


def test_e1_a_refusal_stands_in_the_row_and_the_thread_stays_open(live: Live, customer_editor: User) -> None:
    thread = asked(live)
    reply = send_reply(thread=thread, text="沙箱测试广告", by=customer_editor, at=timezone.now())
    assert reply.state == ReplyState.FAILED
    assert reply.error_text
    thread.refresh_from_db()
    assert thread.state == ThreadState.OPEN


@pytest.mark.parametrize(("fault", "stored"), [("reset_after", True), ("reset_before", False)])
def test_e1_a_lost_answer_is_settled_by_reading_back(
    live: Live, customer_editor: User, fault: str, stored: bool
) -> None:
    thread = asked(live)
    live.fault(fault, call="comments/reply", count=1)
    now = timezone.now()
    reply = send_reply(thread=thread, text="马上处理", by=customer_editor, at=now)
    assert reply.state == ReplyState.UNKNOWN
    with pytest.raises(Conflict):
        send_reply(thread=thread, text="马上处理", by=customer_editor, at=now)
    assert settle_replies(now=now + dt.timedelta(minutes=1)) == 0
    assert settle_replies(now=now + dt.timedelta(minutes=3)) == stored
    settle_replies(now=now + dt.timedelta(minutes=16))
    reply.refresh_from_db()
    assert reply.state == (ReplyState.SENT if stored else ReplyState.FAILED)
    assert sum("马上处理" in text for text in live.comments(thread.status_id)) == stored


def test_e1_a_reply_that_a_dead_process_left_is_settled_too(live: Live, customer_editor: User) -> None:
    thread = asked(live)
    now = timezone.now()
    left = Reply.objects.create(thread=thread, text="在的", author=customer_editor, created_at=now)
    settle_replies(now=now + dt.timedelta(minutes=3))
    left.refresh_from_db()
    assert left.state == ReplyState.UNKNOWN
    assert settle_replies(now=now + dt.timedelta(minutes=16)) == 1
    left.refresh_from_db()
    assert left.state == ReplyState.FAILED


def test_e1_nothing_is_decided_while_reading_back_fails(live: Live, customer_editor: User) -> None:
    thread = asked(live)
    now = timezone.now()
    left = Reply.objects.create(thread=thread, text="在的", author=customer_editor, created_at=now)
    live.fault("http_502", call="comments/by_me", count=1)
    assert settle_replies(now=now + dt.timedelta(minutes=30)) == 0
    left.refresh_from_db()
    assert left.state == ReplyState.SENDING


@pytest.mark.parametrize(("text", "sentence"), [("  ", "请填写"), ("长" * 141, "141 字")])
def test_c4_it_refuses_texts_that_cannot_be_sent(
    make_thread: MakeThread, customer_editor: User, text: str, sentence: str
) -> None:
    with pytest.raises(UserError, match=sentence):
        send_reply(thread=make_thread(), text=text, by=customer_editor, at=AT)
    assert not Reply.objects.exists()


def test_e1_a_closed_thread_is_reopened_first(make_thread: MakeThread, customer_editor: User) -> None:
    thread = close_thread(thread=make_thread(), by=customer_editor, at=AT)
    with pytest.raises(Conflict, match="重新打开"):
        send_reply(thread=thread, text="好的", by=customer_editor, at=AT)


def test_e1_it_never_says_the_same_twice(make_thread: MakeThread, customer_editor: User) -> None:
    thread = make_thread()
    Reply.objects.create(thread=thread, text="好的", state=ReplyState.SENT, created_at=AT)
    with pytest.raises(Conflict, match="已经发送过"):
        send_reply(thread=thread, text="好的", by=customer_editor, at=AT)


def test_a8_who_may_not_answer_is_refused(make_thread: MakeThread, manager: User) -> None:
    with pytest.raises(Forbidden):
        send_reply(thread=make_thread(), text="好的", by=manager, at=AT)


def test_k6_it_learns_whether_our_app_may_write_comments(live: Live, customer_editor: User) -> None:
    thread = asked(live)
    live.fault("10014", call="comments/reply", count=1)
    send_reply(thread=thread, text="用温水就好", by=customer_editor, at=timezone.now())
    row = Capability.objects.get(account=thread.account, name="comments_write")
    assert (row.allowed, row.detail) == (False, "10014")
    send_reply(thread=thread, text="用温水就好。", by=customer_editor, at=timezone.now())
    row.refresh_from_db()
    assert row.allowed


def test_e1_what_is_out_stays_out_whatever_a_slower_reader_thinks(live: Live, customer_editor: User) -> None:
    now, thread = timezone.now(), asked(live)
    lost = Reply.objects.create(
        thread=thread,
        text="已补寄",
        author=customer_editor,
        state=ReplyState.UNKNOWN,
        created_at=now - dt.timedelta(days=1),
    )
    stale = Reply.objects.select_related("thread__account").get(pk=lost.pk)
    Reply.objects.filter(pk=lost.pk).update(state=ReplyState.SENT, external_id="c1", settled_at=now)
    assert _settle_by_reading(stale, (), now), "it was not found on Weibo for a day"
    lost.refresh_from_db()
    assert (lost.state, lost.external_id) == (ReplyState.SENT, "c1")
