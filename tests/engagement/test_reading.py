"""E1: comments and mentions of the sandbox become threads, once, with a time by which they want an answer."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import AccountKind, AccountState, WeiboAccount
from engagement.models import InboxCursor, ResponseGoal, Thread, ThreadKind, ThreadState
from engagement.queries.goals import current_goals
from engagement.services import read_inbox
from tests.live_weibo import FANS, Live


def test_e1_it_brings_comments_and_mentions_into_the_inbox(live: Live) -> None:
    post = live.post("秋天的第一只保温杯")
    comment = live.comment(post, "盖子漏水怎么办")
    mention = live.post("@山岚 什么时候补货", uid=FANS[1])
    assert read_inbox(now=timezone.now()) == 2
    first, second = Thread.objects.order_by("kind")
    assert (first.kind, first.external_id, first.status_id) == (ThreadKind.COMMENT, comment, post)
    assert (first.text, first.author_id, first.state) == ("盖子漏水怎么办", FANS[0], ThreadState.OPEN)
    assert (second.kind, second.external_id) == (ThreadKind.MENTION, mention)
    assert first.due_at == current_goals().due_at(live.account, first.received_at)


def test_e1_it_reads_only_what_is_new_and_at_its_interval(live: Live) -> None:
    post = live.post("秋天的第一只保温杯")
    live.comment(post, "一")
    now = timezone.now()
    assert read_inbox(now=now) == 1
    live.comment(post, "二", uid=FANS[1])
    assert read_inbox(now=now + dt.timedelta(minutes=1)) == 0
    assert read_inbox(now=now + dt.timedelta(minutes=16)) == 1
    assert Thread.objects.count() == 2


def test_e1_customer_service_is_due_sooner_by_a_preset_that_people_edit(live: Live) -> None:
    WeiboAccount.objects.filter(pk=live.account.pk).update(kind=AccountKind.CUSTOMER_SERVICE)
    ResponseGoal.objects.filter(account_kind=AccountKind.CUSTOMER_SERVICE).update(minutes=120)
    live.comment(live.post("在线"), "在吗")
    read_inbox(now=timezone.now())
    thread = Thread.objects.get()
    live.account.refresh_from_db()
    assert thread.due_at == current_goals().due_at(live.account, thread.received_at)
    assert current_goals().of(live.account).minutes == 120


def test_e1_the_shipped_goals_are_a_working_day_and_4_hours_for_customer_service(db: None) -> None:
    assert dict(ResponseGoal.objects.values_list("account_kind", "minutes")) == {"": 480, "customer_service": 240}


def test_e1_what_we_wrote_ourselves_is_no_thread(live: Live) -> None:
    live.comment(live.post("你好"), "置顶说明", uid="5501000001")
    assert read_inbox(now=timezone.now()) == 0


def test_e1_old_comments_do_not_flood_the_inbox_at_the_first_reading(live: Live) -> None:
    live.comment(live.post("旧文"), "很久以前的问题")
    read_inbox(now=timezone.now() + dt.timedelta(days=4))
    assert Thread.objects.get().state == ThreadState.CLOSED


@pytest.mark.parametrize("fault", ["http_502", "token_revoked", "10023"])
def test_e1_an_error_stays_on_the_cursor_and_nothing_is_lost(live: Live, fault: str) -> None:
    live.comment(live.post("你好"), "在吗")
    live.fault(fault, call="comments/to_me", count=1)
    now = timezone.now()
    assert read_inbox(now=now) == 0
    cursor = InboxCursor.objects.get(kind=ThreadKind.COMMENT)
    assert cursor.error_text
    assert (cursor.since_id, cursor.read_at) == ("", now)
    if fault == "token_revoked":
        live.account.refresh_from_db()
        assert live.account.state == AccountState.EXPIRED
    if fault == "http_502":
        assert read_inbox(now=now + dt.timedelta(minutes=16)) == 1
        cursor.refresh_from_db()
        assert cursor.error_text == ""
