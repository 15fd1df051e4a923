"""E1: private messages of ours: within the window, never twice; a lost outcome is looked up by a person."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.secrets import seal
from core.dates import BEIJING
from core.errors import Conflict, UserError
from engagement.models import FansEvent, FansLine, FansMessage, FansPerson, Reply, ReplyState, Thread, ThreadState
from engagement.services import (
    FanInput,
    add_fan,
    erase_fan,
    name_people,
    send_reply,
    settle_by_hand,
    settle_replies,
    take_events,
)
from tests.conftest import ClientOf
from tests.engagement.service.conftest import body_of, signed
from tests.live_weibo import FANS, UID, Live
from tests.weibo.sandbox_process import APP

Say = Callable[..., Thread]
HOURS_49 = dt.timedelta(hours=49)


@pytest.fixture
def line(live: Live) -> FansLine:
    """Our account has a token of the platform."""
    return FansLine.objects.create(account=live.account, ciphertext=seal(live.platform.token(UID, APP)))


@pytest.fixture
def say(live: Live, line: FansLine, client: Client) -> Say:
    """The fan writes: the sandbox knows it, and we were told."""

    def tell(text: str = "漏水", **more: Any) -> Thread:
        facts = {"type": more.get("type", "text"), "data": more.get("data", {})}
        live.platform.control("messages", {"sender": FANS[0], "receiver": UID, "text": text, **facts})
        now = timezone.now()
        body = json.dumps(body_of(text, at=now, receiver=UID, sender_id=int(FANS[0]), **facts))
        assert client.post(signed(now), body, content_type="application/json").status_code == 200
        take_events(now=now)
        return Thread.objects.order_by("-pk")[0]

    return tell


def sent(live: Live) -> list[str]:
    rows = live.platform.control(f"messages?uid={UID}")
    assert isinstance(rows, list)
    return [row["text"] for row in rows if row["direction"] == "out"]


def test_e1_it_writes_privately_within_the_window(live: Live, say: Say, customer_editor: User) -> None:
    thread = say()
    text = "您好，" + "换" * 297
    reply = send_reply(thread=thread, text=text, by=customer_editor, at=timezone.now())
    assert (reply.state, reply.private, sent(live)) == (ReplyState.SENT, True, [text])
    thread.refresh_from_db()
    assert thread.state == ThreadState.ANSWERED
    say("谢谢 100%")
    send_reply(thread=thread, text="不客气 100% &+", by=customer_editor, at=timezone.now())
    assert sent(live)[1:] == ["不客气 100% &+"]
    with pytest.raises(UserError, match="301 字"):
        send_reply(thread=thread, text="长" * 301, by=customer_editor, at=timezone.now())


def test_e1_after_48_hours_nothing_is_sent(live: Live, say: Say, customer_editor: User) -> None:
    thread = say()
    with pytest.raises(Conflict, match="48 小时"):
        send_reply(thread=thread, text="您好", by=customer_editor, at=timezone.now() + HOURS_49)
    assert not Reply.objects.exists() and "messages/reply" not in live.calls()


def test_e1_after_leaving_nothing_is_sent_and_coming_back_opens_again(say: Say, customer_editor: User) -> None:
    thread, hour = say(), dt.timedelta(hours=1)
    FansPerson.objects.update(opened_at=timezone.now() - 2 * hour, left_at=timezone.now() - hour)
    thread.refresh_from_db()
    with pytest.raises(Conflict, match="取消关注"):
        send_reply(thread=thread, text="您好", by=customer_editor, at=timezone.now())
    again = say("又来了")
    assert send_reply(thread=again, text="您好", by=customer_editor, at=timezone.now()).state == ReplyState.SENT


def test_e1_a_mention_allows_one_private_message(live: Live, say: Say, customer_editor: User) -> None:
    post = live.post("@山岚 漏水", uid=FANS[0])
    thread = say("@山岚 漏水", type="mention", data={"key": post})
    told = send_reply(thread=thread, text="请告诉我订单号", by=customer_editor, at=timezone.now(), private=True)
    assert (told.state, sent(live)) == (ReplyState.SENT, ["请告诉我订单号"])
    with pytest.raises(Conflict, match="只能私信回复一次"):
        send_reply(thread=thread, text="在吗", by=customer_editor, at=timezone.now(), private=True)
    said = send_reply(thread=thread, text="已经私信您", by=customer_editor, at=timezone.now())
    assert (said.state, live.comments(post)) == (ReplyState.SENT, ["已经私信您"])


def test_e1_without_a_token_it_says_what_is_missing(say: Say, line: FansLine, customer_editor: User) -> None:
    thread = say()
    FansLine.objects.update(ciphertext=None)
    with pytest.raises(Conflict, match="令牌"):
        send_reply(thread=thread, text="您好", by=customer_editor, at=timezone.now())


@pytest.mark.parametrize(("fault", "arrived"), [("reset_after", True), ("reset_before", False)])
def test_e1_a_lost_outcome_is_looked_up_by_a_person_and_never_sent_again(
    live: Live, say: Say, customer_editor: User, fault: str, arrived: bool
) -> None:
    thread, now = say(), timezone.now()
    live.fault(fault, call="messages/reply", count=1)
    reply = send_reply(thread=thread, text="马上处理", by=customer_editor, at=now)
    assert reply.state == ReplyState.UNKNOWN and "看一眼" in reply.error_text
    assert settle_replies(now=now + dt.timedelta(hours=1)) == 0
    with pytest.raises(Conflict, match="没有核实"):
        send_reply(thread=thread, text="马上处理", by=customer_editor, at=now)
    settle_by_hand(reply=reply, arrived=arrived, by=customer_editor, at=now)
    if not arrived:
        send_reply(thread=thread, text="马上处理", by=customer_editor, at=now)
    thread.refresh_from_db()
    assert (sent(live), thread.state) == (["马上处理"], ThreadState.ANSWERED)
    with pytest.raises(Conflict, match="已经核实"):
        settle_by_hand(reply=reply, arrived=True, by=customer_editor, at=now)


def test_e1_a_private_reply_that_a_dead_process_left_waits_for_a_person(say: Say, customer_editor: User) -> None:
    now = timezone.now()
    left = Reply.objects.create(thread=say(), text="在的", private=True, author=customer_editor, created_at=now)
    settle_replies(now=now + dt.timedelta(minutes=3))
    left.refresh_from_db()
    assert left.state == ReplyState.UNKNOWN


def test_e1_a_dead_token_of_the_platform_leaves_the_grant_alone(
    live: Live, say: Say, line: FansLine, customer_editor: User
) -> None:
    thread = say()
    live.fault("21332", call="messages/reply", count=1)
    reply = send_reply(thread=thread, text="您好", by=customer_editor, at=timezone.now())
    line.refresh_from_db()
    assert reply.state == ReplyState.FAILED and line.error_text
    assert not live.account.tokens.filter(dead_at__isnull=False).exists()
    send_reply(thread=thread, text="您好！", by=customer_editor, at=timezone.now())
    line.refresh_from_db()
    assert line.error_text == ""


def test_e1_who_wrote_is_asked_for_once(live: Live, say: Say) -> None:
    thread = say()
    live.platform.control("follows", {"uid": FANS[0], "target": UID})
    assert thread.author_name == ""
    assert [name_people(now=timezone.now()) for _i in range(2)] == [1, 0]
    thread.refresh_from_db()
    assert thread.author_name == "路人甲"


def test_e3_an_erased_person_leaves_no_message_behind(say: Say, administrator: User) -> None:
    thread, now = say("我的电话是 13800000000"), timezone.now()
    fan = add_fan(given=FanInput("路人甲", FANS[0]), by=administrator, at=now)
    erase_fan(fan=fan, reason="本人来电", by=administrator, at=now)
    thread.refresh_from_db()
    assert (thread.text, thread.person) == ("—", None)
    assert not FansMessage.objects.exists() and not FansPerson.objects.exists()
    assert FansEvent.objects.get().body == "{}"


def test_e1_a_closed_window_says_since_when_and_what_can_still_be_done(
    live: Live, say: Say, customer_editor: User, client_of: ClientOf
) -> None:
    thread = say("漏水")
    closed_at = timezone.now() - dt.timedelta(hours=3)
    FansPerson.objects.update(opened_at=closed_at - dt.timedelta(hours=48))
    page = client_of(customer_editor).get(f"/inbox/{thread.pk}/").content.decode()
    since = f"{closed_at.astimezone(BEIJING):%H:%M}"
    assert all(words in page for words in ("私信窗口", since, "到对方的微博下评论", "已在微博上回复", "等对方再次来信"))
    assert 'id="reply-form"' not in page
