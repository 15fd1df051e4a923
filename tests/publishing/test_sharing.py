"""The feed by RFC 5545, the read-only link, the sheet and the lanes (K7)."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from accounts.models import Grant, User, WeiboAccount
from core.dates import at_local
from publishing.ical.feed import Entry, rendered, sequence_of
from publishing.models import CalendarFeed, Policy, Slot
from publishing.queries.sharing import FEED, SHARE, token_of
from publishing.services import ShareInput, cancel_slot, end_feed, end_share, make_feed, make_share, move_slot
from tests.conftest import AT, ClientOf, make_account
from tests.publishing.makers import Wanted, drawn_events, make_category, make_post, make_slot

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _monday_morning() -> object:
    with time_machine.travel(LATER, tick=False):
        yield


def feed_url(editor: User, filters: str = "") -> str:
    return reverse("calendar:feed", args=[token_of(make_feed(name="手机", filters=filters, by=editor, at=AT), FEED)])


def events(client: Client, url: str) -> dict[str, object]:
    body = client.get(url).content
    return {str(event["uid"]): event for event in Calendar.from_ical(body).walk("VEVENT")}


def slot_of(account: WeiboAccount, hour: int, text: str = "入秋第一杯热茶 https://weibo-ops.example/p/1") -> Slot:
    return make_slot(make_post(account, text=text), at_local(dt.date(2026, 11, 25), dt.time(hour)), now=AT)


def test_k7_a_long_chinese_line_is_folded_at_75_octets_and_reads_back() -> None:
    text = "今天的热水" * 60
    entry = Entry("slot-1@weibo-ops", LATER, AT, 3, text, text + "\n逗号, 分号; 反斜杠\\")
    body = rendered([entry], name="日历")
    assert max(map(len, body.split(b"\r\n"))) <= 75 and body.endswith(b"END:VCALENDAR\r\n")
    event = Calendar.from_ical(body).walk("VEVENT")[0]
    assert str(event["summary"]) == text and "反斜杠\\" in str(event["description"])
    assert event["dtstart"].params["TZID"] == "Asia/Shanghai" and event.decoded("dtstart") == LATER
    assert b"BEGIN:VTIMEZONE" in body and rendered([entry], name="日历") == body


def test_k7_the_sequence_only_grows() -> None:
    assert [sequence_of(AT, AT), sequence_of(AT, LATER), sequence_of(LATER, AT)] == [0, 36000, 0]


def test_k7_a_move_keeps_the_uid_and_raises_the_sequence_and_a_cancellation_arrives(
    client: Client, account: WeiboAccount, editor: User
) -> None:
    slot, url = slot_of(account, 10), feed_url(editor)
    uid = f"slot-{slot.pk}@weibo-ops"
    before = events(client, url)[uid]
    moved, _change = move_slot(slot=slot, scheduled_at=slot.scheduled_at + dt.timedelta(hours=3), by=editor, at=LATER)
    after = events(client, url)[uid]
    assert after["sequence"] > before["sequence"]  # type: ignore[index]
    assert after.decoded("dtstart") == moved.planned_at  # type: ignore[attr-defined]
    cancel_slot(slot=moved, by=editor, at=LATER + dt.timedelta(minutes=1))
    gone = events(client, url)[uid]
    assert str(gone["status"]) == "CANCELLED" and gone["sequence"] > after["sequence"]  # type: ignore[index]


def test_k7_the_feed_follows_rights_filters_and_its_end(client: Client, account: WeiboAccount, editor: User) -> None:
    other = make_account("另一个", "5501000099")
    mine, theirs = slot_of(account, 10), slot_of(other, 11)
    url = feed_url(editor, f"account={account.pk}")
    assert set(events(client, url)) == {f"slot-{mine.pk}@weibo-ops"}
    assert f"slot-{theirs.pk}@weibo-ops" in events(client, feed_url(editor))
    first = client.get(url)
    assert client.get(url, headers={"if-none-match": first["ETag"]}).status_code == 304
    Grant.objects.filter(user=editor).delete()
    assert events(client, url) == {}
    feed = CalendarFeed.objects.earliest("pk")
    end_feed_of(feed)
    assert client.get(url).status_code == 404
    assert client.get(url.replace("~", "~x")).status_code == 404


def end_feed_of(feed: CalendarFeed) -> None:
    end_feed(feed=feed, by=feed.user, at=LATER)


def test_k7_a_link_shows_only_its_filter_asks_for_its_password_and_ends(
    client: Client, account: WeiboAccount, editor: User
) -> None:
    slot_of(account, 10, "给代理商看的一条 https://weibo-ops.example/p/1")
    slot_of(make_account("另一个", "5501000099"), 11, "别人不该看到 https://weibo-ops.example/p/2")
    values = ShareInput("代理商", f"account={account.pk}", 7, password="secret-66")
    share = make_share(values=values, by=editor, at=AT)
    url = reverse("calendar:shared", args=[token_of(share, SHARE)])
    asked = client.get(url)
    assert "给代理商看的一条" not in asked.content.decode() and "访问密码" in asked.content.decode()
    assert client.post(url, {"password": "wrong"}).status_code == 403
    assert client.post(url, {"password": "secret-66"}).status_code == 302
    shown = client.get(url, {"account": "", "date": "2026-11-25"})
    assert "给代理商看的一条" in shown.content.decode() and "别人不该看到" not in shown.content.decode()
    assert "noindex" in shown["X-Robots-Tag"] and shown["Cache-Control"] == "private, no-store"
    share.refresh_from_db()
    assert share.views == 1
    with time_machine.travel(AT + dt.timedelta(days=8), tick=False):
        assert client.get(url).status_code == 404
    end_share(share=share, by=editor, at=LATER)
    assert client.get(url).status_code == 404


def test_k7_a_link_for_the_future_shows_nothing_of_yesterday(
    client: Client, account: WeiboAccount, editor: User
) -> None:
    make_slot(make_post(account, text="昨天的一条"), AT - dt.timedelta(days=1))
    for future_only, shown in ((True, False), (False, True)):
        share = make_share(values=ShareInput("外部", "", 7, future_only=future_only), by=editor, at=AT)
        body = client.get(reverse("calendar:shared", args=[token_of(share, SHARE)])).content.decode()
        assert ("昨天的一条" in body) is shown


def test_k7_the_calendar_keeps_its_number_of_queries(client_of: ClientOf, account: WeiboAccount, editor: User) -> None:
    client = client_of(editor)
    span = {"start": "2026-11-01T00:00:00", "end": "2026-12-06T00:00:00"}
    asked = [(reverse("calendar:calendar"), {}), (reverse("calendar:events"), span), (reverse("calendar:lanes"), {})]
    slot_of(account, 9)
    few = [queries_of(client, *each) for each in asked]
    Policy.objects.create(account=account, name="一小时", min_gap_minutes=90)
    for hour in range(10, 20):
        slot_of(account, hour)
    for n in range(5):
        slot_of(make_account(f"号{n}", f"55010001{n:02}"), 12)
    assert [queries_of(client, *each) for each in asked] == few


def queries_of(client: Client, url: str, params: dict[str, str]) -> int:
    client.get(url, params)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url, params).status_code == 200
    return len(caught)


def test_k7_conflicts_are_said_even_when_a_filter_hides_the_other(
    client_of: ClientOf, account: WeiboAccount, editor: User
) -> None:
    Policy.objects.create(account=account, name="一小时", min_gap_minutes=90)
    first = slot_of(account, 10)
    other = make_slot(
        make_post(account, Wanted(category=make_category("别的"))), at_local(dt.date(2026, 11, 25), dt.time(11)), now=AT
    )
    span = {"start": "2026-11-23T00:00:00", "end": "2026-11-30T00:00:00", "category": str(other.post.category_id)}
    found = drawn_events(client_of(editor).get(reverse("calendar:events"), span).json())
    chips = {row["id"]: row for row in found if row.get("extendedProps", {}).get("kind") == "slot"}
    assert set(chips) == {f"slot-{other.pk}"} and first.pk != other.pk
    assert "60 分钟" in chips[f"slot-{other.pk}"]["extendedProps"]["clash"]


def test_k7_the_filters_hold_on_paper_and_in_lanes(client_of: ClientOf, account: WeiboAccount, editor: User) -> None:
    slot_of(account, 10, "纸上的一条 https://weibo-ops.example/p/1")
    client = client_of(editor)
    for name in ("print", "lanes"):
        url = reverse(f"calendar:{name}")
        for span in ("week", "day"):
            assert (
                "纸上的一条" in client.get(url, {"date": "2026-11-25", "view": "week", "span": span}).content.decode()
            )
        assert "纸上的一条" not in client.get(url, {"date": "2026-11-25", "person": "99"}).content.decode()
