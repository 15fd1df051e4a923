"""E1: what somebody answered on Weibo himself stands in the thread, told of with proof or read back, never twice."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Capability, User
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry
from engagement.models import OURS, Fan, InboxCursor, Reply, ReplyState, Thread, ThreadKind, ThreadState
from engagement.services import (
    Told,
    count_minutes,
    erase_fan,
    note_by_hand,
    read_inbox,
    read_outside,
    send_reply,
    settle_replies,
    take_back,
)
from tests.conftest import AT, ClientOf
from tests.engagement.conftest import MakeThread
from tests.live_weibo import FANS, UID, Live

HTMX = {"HX-Request": "true"}
HOUR = dt.timedelta(hours=1)
PROOF = "https://weibo.com/5501000001/z0JH2lOMb"


def told(author: User, text: str = "请私信订单号", *, said_at: dt.datetime = AT + HOUR, proof: str = PROOF) -> Told:
    return Told(text, author, said_at, proof)


def test_e1_an_answer_by_hand_answers_the_thread_from_when_it_was_said(
    make_thread: MakeThread, customer_editor: User, editor: User
) -> None:
    thread = make_thread()
    reply = note_by_hand(thread=thread, told=told(editor), by=customer_editor, at=AT + 3 * HOUR)
    thread.refresh_from_db()
    assert (thread.state, thread.answered_by, thread.answered_at) == (ThreadState.ANSWERED, editor, AT + HOUR)
    assert thread.answer_minutes == 60
    assert (reply.author, reply.noted_by, reply.noted_at) == (editor, customer_editor, AT + 3 * HOUR)
    assert (reply.is_by_hand, reply.proof_url, reply.state) == (True, PROOF, ReplyState.SENT)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.code, entry.after["who"]) == ("engagement.reply.noted", str(editor))


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"text": "  "}, "写下"),
        ({"proof": ""}, "凭证"),
        ({"proof": "https://example.com/a"}, "不是微博的链接"),
        ({"proof": f"https://weibo.com/{'1' * 300}"}, "不是微博的链接"),
        ({"said_at": AT - HOUR}, "早于留言"),
        ({"said_at": AT + 9 * HOUR}, "晚于现在"),
    ],
)
def test_e1_what_cannot_be_is_not_noted(
    make_thread: MakeThread, customer_editor: User, facts: dict[str, object], sentence: str
) -> None:
    with pytest.raises(UserError, match=sentence):
        note_by_hand(
            thread=make_thread(), told=told(customer_editor, **facts), by=customer_editor, at=AT + 2 * HOUR  # type: ignore[arg-type]
        )  # fmt: skip
    assert not Reply.objects.exists()


def test_e1_private_messages_have_no_link(make_thread: MakeThread, customer_editor: User) -> None:
    thread = make_thread(kind=ThreadKind.MESSAGE)
    reply = note_by_hand(thread=thread, told=told(customer_editor, proof=""), by=customer_editor, at=AT + 2 * HOUR)
    assert (reply.private, reply.proof_url) == (True, "")


def test_e1_the_same_words_are_noted_once(make_thread: MakeThread, customer_editor: User) -> None:
    thread = make_thread()
    note_by_hand(thread=thread, told=told(customer_editor), by=customer_editor, at=AT + 2 * HOUR)
    with pytest.raises(Conflict, match="已经发送过"):
        note_by_hand(thread=thread, told=told(customer_editor), by=customer_editor, at=AT + 2 * HOUR)


def test_a8_neither_a_stranger_notes_nor_are_a_strangers_words_noted(
    make_thread: MakeThread, customer_editor: User, manager: User
) -> None:
    with pytest.raises(Forbidden):
        note_by_hand(thread=make_thread(), told=told(customer_editor), by=manager, at=AT + 2 * HOUR)
    with pytest.raises(UserError, match="没有这个账号的回复权限"):
        note_by_hand(thread=make_thread(), told=told(manager), by=customer_editor, at=AT + 2 * HOUR)


def test_e1_a_note_that_was_a_mistake_is_taken_back(
    make_thread: MakeThread, customer_editor: User, editor: User
) -> None:
    thread = make_thread()
    reply = note_by_hand(thread=thread, told=told(customer_editor), by=customer_editor, at=AT + 2 * HOUR)
    take_back(reply=reply, by=customer_editor, at=AT + 3 * HOUR)
    thread.refresh_from_db()
    assert (thread.state, thread.answered_at, thread.answer_minutes) == (ThreadState.OPEN, None, None)
    with pytest.raises(Conflict):
        take_back(reply=reply, by=customer_editor, at=AT + 3 * HOUR)


def test_e1_the_earliest_answer_counts_in_whatever_order_it_is_learnt(
    make_thread: MakeThread, customer_editor: User, editor: User
) -> None:
    thread = make_thread()
    for author, hours in ((customer_editor, 3), (editor, 1)):
        words = told(author, f"{hours} 点回的", said_at=AT + hours * HOUR)
        note_by_hand(thread=thread, told=words, by=customer_editor, at=AT + 4 * HOUR)
    thread.refresh_from_db()
    assert (thread.answered_by, thread.answer_minutes) == (editor, 60)


def test_e1_answers_that_nobody_counted_are_counted_later(make_thread: MakeThread) -> None:
    thread = make_thread(answered_at=AT + 26 * HOUR, state=ThreadState.ANSWERED)
    assert (count_minutes(), count_minutes()) == (1, 0)
    thread.refresh_from_db()
    assert thread.answer_minutes == 10 * 60, "a working day of 8 hours and two hours of the next"


def asked(live: Live, text: str = "盖子漏水怎么办") -> Thread:
    live.comment(live.post("秋天的第一只保温杯"), text)
    read_inbox(now=timezone.now())
    return Thread.objects.get()


def outside(live: Live, thread: Thread, text: str) -> None:
    """Our account answers a comment in Weibo's own app."""
    live.platform.control(
        "comments", {"uid": UID, "id": thread.status_id, "text": text, "reply_to": thread.external_id}
    )


def test_e1_a_comment_written_outside_comes_back_once(live: Live, customer_editor: User) -> None:
    thread, now = asked(live), timezone.now()
    outside(live, thread, "请私信订单号")
    assert (read_outside(now=now), read_outside(now=now + 5 * HOUR)) == (1, 0)
    read_inbox(now=now + 6 * HOUR)
    reply = Reply.objects.get()
    thread.refresh_from_db()
    assert (reply.text, reply.is_by_hand, reply.author, reply.noted_at) == ("请私信订单号", True, None, None)
    assert reply.proof_url
    assert (thread.state, thread.answered_at) == (ThreadState.ANSWERED, reply.created_at)
    assert AuditEntry.objects.latest("pk").code == "engagement.reply.read_back"


def test_e1_a_comment_that_only_names_the_person_is_found_too(live: Live) -> None:
    thread, now = asked(live), timezone.now()
    live.comment(thread.status_id, "回复@路人甲:请私信订单号", uid=UID)
    live.comment(thread.status_id, "大家注意保暖", uid=UID)
    assert read_outside(now=now) == 1, "what names nobody answers nobody"
    assert Reply.objects.get().text == "请私信订单号"


def test_e1_a_comment_under_a_mention_answers_it(live: Live) -> None:
    mention = live.post("@山岚 什么时候补货", uid=FANS[1])
    read_inbox(now=timezone.now())
    live.comment(mention, "本周五补货", uid=UID)
    assert read_outside(now=timezone.now()) == 1
    assert Reply.objects.get().thread.external_id == mention


def test_e1_what_was_told_and_what_is_read_back_are_one(live: Live, customer_editor: User) -> None:
    thread, now = asked(live), timezone.now()
    outside(live, thread, "请私信订单号哦")
    said = Told("请他私信订单号", customer_editor, now, PROOF)
    noted = note_by_hand(thread=thread, told=said, by=customer_editor, at=now)
    Thread.objects.update(state=ThreadState.OPEN)
    assert read_outside(now=now) == 1
    noted.refresh_from_db()
    assert Reply.objects.count() == 1
    assert (noted.text, noted.author, bool(noted.external_id)) == ("请私信订单号哦", customer_editor, True)
    with pytest.raises(Conflict, match="核对到"):
        take_back(reply=noted, by=customer_editor, at=now)


def test_e1_a_reply_in_the_air_is_settled_and_not_doubled(live: Live, customer_editor: User) -> None:
    thread = asked(live)
    live.fault("reset_after", call="comments/reply", count=1)
    now = timezone.now()
    reply = send_reply(thread=thread, text="马上处理", by=customer_editor, at=now)
    assert (reply.state, read_outside(now=now)) == (ReplyState.UNKNOWN, 0)
    settle_replies(now=now + dt.timedelta(minutes=3))
    assert read_outside(now=now + 5 * HOUR) == 0
    assert Reply.objects.get().state == ReplyState.SENT


def test_e1_a_reply_given_up_as_lost_is_found_after_all(live: Live, customer_editor: User) -> None:
    thread, now = asked(live), timezone.now()
    Reply.objects.create(
        thread=thread, text="马上处理", author=customer_editor, state=ReplyState.FAILED, created_at=now
    )
    outside(live, thread, "马上处理")
    assert read_outside(now=now) == 1
    assert Reply.objects.get().state == ReplyState.SENT


def test_e1_nothing_is_read_where_nothing_waits_and_not_before_its_turn(live: Live) -> None:
    thread, now = asked(live), timezone.now()
    read_outside(now=now)
    assert InboxCursor.objects.get(kind=OURS).read_at == now
    outside(live, thread, "在的")
    assert read_outside(now=now + dt.timedelta(minutes=30)) == 0
    Thread.objects.update(state=ThreadState.CLOSED)
    assert read_outside(now=now + 9 * HOUR) == 0


def test_e1_it_is_noted_from_the_page_and_what_was_typed_stays(
    customer_editor: User, client_of: ClientOf, make_thread: MakeThread
) -> None:
    thread, client = make_thread(), client_of(customer_editor)
    url = reverse("engagement:reply_by_hand", args=[thread.pk])
    typed = {"told": "请私信订单号", "proof_url": "https://example.com", "said_at": "2026-11-23T10:00"}
    refused = client.post(url, typed, headers=HTMX)
    assert refused.status_code == 422
    assert all(word in refused.content.decode() for word in (*typed.values(), "不是微博的链接"))
    noted = client.post(url, typed | {"proof_url": PROOF}, headers=HTMX)
    assert noted.status_code == 200, noted.content.decode()
    reply = Reply.objects.get()
    assert "撤回登记" in noted.content.decode()
    back = client.post(reverse("engagement:reply_take_back", args=[reply.pk]), headers=HTMX)
    assert (back.status_code, Reply.objects.count()) == (200, 0)


def test_k6_where_the_app_may_not_comment_the_page_says_so_and_offers_to_note(
    customer_editor: User, client_of: ClientOf, make_thread: MakeThread
) -> None:
    thread = make_thread()
    page = reverse("engagement:thread", args=[thread.pk])
    assert "不能发评论" not in client_of(customer_editor).get(page).content.decode()
    Capability.objects.create(
        account=thread.account, name="comments_write", allowed=False, detail="10014", checked_at=AT
    )
    shown = client_of(customer_editor).get(page).content.decode()
    assert "不能发评论" in shown
    assert '<details class="by-hand" open>' in shown


def test_e3_who_is_erased_takes_the_links_to_his_posts_along(
    make_thread: MakeThread, administrator: User, customer_editor: User
) -> None:
    fan = Fan.objects.create(uid="5504000001", name="路人甲", created_at=AT)
    reply = note_by_hand(thread=make_thread(), told=told(customer_editor), by=customer_editor, at=AT + 2 * HOUR)
    erase_fan(fan=fan, reason="本人来信", by=administrator, at=AT + 3 * HOUR)
    reply.refresh_from_db()
    assert (reply.proof_url, reply.text) == ("", "请私信订单号")
