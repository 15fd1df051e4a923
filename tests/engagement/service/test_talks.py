"""E1: what the fans service brings becomes talks: one thread a person, opened again, each event once."""

import datetime as dt
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User, WeiboAccount
from core.dates import month_of
from engagement.models import (
    EventState,
    Fan,
    FansEvent,
    FansLine,
    FansMessage,
    FansPerson,
    Question,
    Reply,
    ReplyState,
    Thread,
    ThreadKind,
    ThreadState,
)
from engagement.queries.answer_times import answer_times
from engagement.services import close_thread, take_events, talks
from engagement.services.firsts import note_answered, note_first
from reports.models import DailyRollup, Dimension
from reports.queries.incentive_facts import facts_of
from reports.services import roll_up_days
from tests.conftest import AT
from tests.engagement.service.conftest import FAN, Push

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def happened(push: Push, subtype: str, *, at: dt.datetime = AT, **data: Any) -> None:
    push("", at=at, type="event", data={"subtype": subtype, **data})
    take_events(now=timezone.now())


def said(push: Push, text: str, *, at: dt.datetime = AT, **more: Any) -> Thread:
    push(text, at=at, **more)
    take_events(now=timezone.now())
    return Thread.objects.order_by("-pk")[0]


def test_e1_a_message_opens_a_talk_and_the_next_ones_join_it(push: Push) -> None:
    Fan.objects.create(uid=FAN, name="阿棠", created_at=AT)
    thread = said(push, "杯盖漏水")
    assert (thread.kind, thread.author_id, thread.author_name) == (ThreadKind.MESSAGE, FAN, "阿棠")
    due = thread.due_at
    again = said(push, "在吗", at=AT + HOUR)
    assert (again.pk, again.text, again.due_at, again.received_at) == (thread.pk, "在吗", due, AT)
    assert list(FansMessage.objects.values_list("text", flat=True)) == ["杯盖漏水", "在吗"]
    assert Fan.objects.get().last_heard_at == AT + HOUR


@pytest.mark.parametrize(
    ("kind", "data", "shown"),
    [
        ("image", {"vfid": 1}, "〔图片〕"),
        ("voice", {}, "〔语音〕"),
        ("position", {"longitude": "120.1", "latitude": "30.2"}, "〔位置〕"),
        ("unheard-of", {}, "〔其他消息〕"),
    ],
)
def test_e1_what_has_no_words_says_what_it_is(push: Push, kind: str, data: dict[str, Any], shown: str) -> None:
    assert said(push, "", type=kind, data=data).text == shown


@pytest.mark.parametrize(("days", "same"), [(6, True), (8, False)])
def test_e1_a_talk_that_was_closed_opens_again_within_its_term(
    push: Push, customer_editor: User, days: int, same: bool
) -> None:
    thread = said(push, "漏水")
    close_thread(thread=thread, by=customer_editor, at=AT + HOUR, reason="solved")
    Thread.objects.filter(pk=thread.pk).update(answered_at=AT + HOUR, answered_by=customer_editor)
    later = AT + HOUR + dt.timedelta(days=days)
    with patch("django.utils.timezone.now", return_value=later):
        newest = said(push, "又漏了", at=later)
    assert (newest.pk == thread.pk) is same
    assert (newest.state, newest.close_reason, newest.received_at) == (ThreadState.OPEN, "", later)
    assert newest.answered_at is None, "the new question waits for an answer of its own"


def test_e1_a_talk_that_opens_again_keeps_what_it_asked_and_how_that_was_answered(
    push: Push, account: WeiboAccount, customer_editor: User
) -> None:
    thread = said(push, "漏水")
    told = {"state": ReplyState.SENT, "author": customer_editor}
    reply = Reply.objects.create(thread=thread, text="请发订单号", created_at=AT + HOUR, **told)
    note_answered(reply)
    again = said(push, "又漏了", at=AT + 5 * HOUR)
    assert (again.pk, again.answered_at) == (thread.pk, None)
    note_answered(Reply.objects.create(thread=thread, text="在路上", created_at=AT + 7 * HOUR, **told))
    asked = list(Question.objects.order_by("received_at"))
    assert [(one.thread_id, one.received_at - AT, one.answered_at) for one in asked] == [
        (thread.pk, dt.timedelta(), AT + HOUR), (thread.pk, 5 * HOUR, AT + 7 * HOUR)
    ]  # fmt: skip
    assert [one.answer_minutes for one in asked] == [60, 120]
    found = answer_times(Question.objects.all(), weeks=1, now=AT + 8 * HOUR)
    assert (found.all.asked, found.all.answered, found.all.median) == (2, 2, 90)
    assert facts_of(month_of(AT.date()), [customer_editor.pk])[customer_editor.pk]["response_time"].value == 90
    roll_up_days(first=AT.date(), last=AT.date(), at=AT + 9 * HOUR)
    day = DailyRollup.objects.get(dimension=Dimension.ACCOUNT, key=account.pk, day=AT.date())
    assert (day.threads, day.answered, day.answer_minutes) == (2, 2, 90)
    # An answer that is taken back is missing where it was given, not at the newest question.
    reply.delete()
    note_first(thread)
    assert [one.answer_minutes for one in Question.objects.order_by("received_at")] == [None, 120]


def test_e1_happenings_join_a_talk_but_open_none(push: Push, account: WeiboAccount) -> None:
    happened(push, "follow")
    happened(push, "click", at=AT + HOUR, key="HUMAN")
    assert not Thread.objects.exists()
    FansLine.objects.filter(account=account).update(answer_keys="PRICE，HUMAN")
    happened(push, "click", at=AT + 2 * HOUR, key="HUMAN")
    thread = Thread.objects.get()
    assert thread.text == "点了菜单：HUMAN"
    happened(push, "something_new", at=AT + 3 * HOUR)
    kinds = FansMessage.objects.values_list("kind", "thread")
    assert list(kinds) == [("follow", None), ("click", None), ("click", thread.pk), ("event", thread.pk)]
    assert Thread.objects.get().due_at == thread.due_at


def test_e1_a_mention_is_one_thread_whoever_brings_it(push: Push, account: WeiboAccount) -> None:
    thread = said(push, "@山岚 漏水", type="mention", data={"key": 5000000000000001})
    assert (thread.kind, thread.external_id, thread.status_id) == (ThreadKind.MENTION, *["5000000000000001"] * 2)
    read = Thread.objects.create(
        account=account, kind=ThreadKind.MENTION, external_id="5000000000000002", author_id=FAN, author_name="阿棠",
        text="@山岚", received_at=AT, due_at=AT, created_at=AT,
    )  # fmt: skip
    said(push, "@山岚", at=AT + HOUR, type="mention", data={"key": "5000000000000002"})
    read.refresh_from_db()
    assert read.person is not None and read.person == thread.person
    assert Thread.objects.count() == 2
    window = read.person.window(AT + HOUR)
    assert window.once and window.until == AT + 49 * HOUR


def test_e1_messages_to_nobody_of_ours_are_kept_as_strays(push: Push, account: WeiboAccount) -> None:
    push("在吗", receiver_id=123)
    push("自己说的", sender_id=int(str(account.uid)))
    assert take_events(now=timezone.now()) == 2
    assert list(FansEvent.objects.values_list("state", flat=True)) == [EventState.STRAY, EventState.DONE]
    assert not Thread.objects.exists()


def test_e1_whoever_dies_in_between_leaves_the_work_to_the_next(push: Push) -> None:
    push("漏水")
    with (
        patch("engagement.services.talks.FansMessage.save", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        take_events(now=timezone.now())
    assert not Thread.objects.exists()
    assert [take_events(now=timezone.now()) for _i in range(2)] == [1, 0]
    assert FansMessage.objects.count() == Thread.objects.count() == 1


def test_e1_one_event_that_fails_does_not_hold_up_the_others(push: Push) -> None:
    push("坏")
    push("好", at=AT + HOUR)
    bad, good = FansEvent.objects.order_by("pk")
    keep = talks._work_on

    def stumble(event: FansEvent, *more: Any) -> None:
        if event.pk == bad.pk:
            raise ValueError("bad")
        keep(event, *more)

    with patch("engagement.services.talks._work_on", stumble):
        assert [take_events(now=timezone.now()) for _i in range(6)] == [1, 0, 0, 0, 0, 0]
    rows = FansEvent.objects.order_by("pk").values_list("pk", "state", "tries")
    assert list(rows) == [(bad.pk, EventState.FAILED, 5), (good.pk, EventState.DONE, 0)]


def test_e1_people_are_to_be_answered_before_their_window_closes(push: Push) -> None:
    golden_week = dt.datetime(2026, 10, 1, 2, 0, tzinfo=dt.UTC)
    assert said(push, "在吗", at=golden_week).due_at == golden_week + 47 * HOUR


MOMENTS = st.lists(
    st.tuples(st.sampled_from(["text", "follow", "mention", "unfollow"]), st.integers(0, 96)), max_size=6, unique=True
)


@settings(max_examples=200, deadline=None)
@given(moments=MOMENTS, now=st.integers(0, 120), rolls=st.randoms(use_true_random=False))
def test_e1_the_window_does_not_mind_the_order_in_which_things_arrive(
    moments: list[tuple[str, int]], now: int, rolls: Any
) -> None:
    mixed = list(moments)
    rolls.shuffle(mixed)
    first, second = _person(moments), _person(mixed)
    assert first.window(AT + now * HOUR) == second.window(AT + now * HOUR)
    left = max((hour for kind, hour in moments if kind == "unfollow"), default=-1)
    opened = any(kind in ("text", "follow") and left <= hour <= now < hour + 48 for kind, hour in moments)
    window = first.window(AT + now * HOUR)
    if opened:
        assert window.is_open(AT + now * HOUR) and not window.once


def _person(moments: list[tuple[str, int]]) -> FansPerson:
    def latest(*kinds: str) -> dt.datetime | None:
        return max((AT + hour * HOUR for kind, hour in moments if kind in kinds), default=None)

    return FansPerson(opened_at=latest("text", "follow"), mentioned_at=latest("mention"), left_at=latest("unfollow"))
