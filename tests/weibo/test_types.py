"""Answers are read whatever shape they come in (weibo-api section 4)."""

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weibo.errors import UnreadableAnswer
from weibo.reading import as_flag, as_int, parse_created_at
from weibo.types import (
    AccessToken,
    Comment,
    Counts,
    Emotion,
    Friendship,
    Page,
    RateLimits,
    Status,
    TokenInfo,
    User,
    UserCounts,
)

STATUS: dict[str, object] = {
    "created_at": "Tue May 31 17:46:55 +0800 2011",
    "id": 3504803600500000,
    "idstr": "3504803600502730",
    "mid": "3504803600502730",
    "text": "新品 &amp; 旧品",
    "source": '<a href="http://app.weibo.com/t/feed/x">应用</a>',
    "pic_urls": [{"thumbnail_pic": "http://img.example/thumbnail/1.jpg"}, {"thumbnail_pic": ""}, 3],
    "user": {"id": 11, "idstr": "11", "screen_name": "小店", "verified_type": "2", "followers_count": "12"},
    "reposts_count": "7",
    "comments_count": None,
    "attitudes_count": -3,
    "visible": {"type": 1, "list_id": 0},
    "isLongText": True,
    "something_new": {"a": [1]},
}

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner))
NAMES = [
    *("id", "idstr", "mid", "text", "user", "status", "deleted", "created_at", "pic_urls", "retweeted_status"),
    *("reposts_count", "visible", "statuses", "comments", "total_number", "next_cursor", "uid", "access_token"),
    *("expires_in", "expire_in", "create_at", "scope", "user_limit", "api_rate_limits", "api", "limit", "source"),
    *("target", "reply_comment", "longText", "thumbnail_pic", "screen_name", "phrase"),
]
SHAPED = st.recursive(
    SCALARS | st.sampled_from(["12", "Tue May 31 17:46:55 +0800 2011", "1", 5250187052187648, 10**400, 1e308, []]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=8),
)

READERS: list[Callable[[object], object]] = [
    Status.from_json,
    User.from_json,
    Comment.from_json,
    Counts.list_from_json,
    UserCounts.list_from_json,
    Emotion.list_from_json,
    Friendship.from_json,
    AccessToken.from_json,
    TokenInfo.from_json,
    RateLimits.from_json,
    lambda value: Page.from_json(value, "statuses", Status.from_json),
]


@pytest.mark.parametrize("read", READERS)
@settings(max_examples=150, deadline=None)
@given(value=JSON | SHAPED)
def test_it_never_raises_anything_but_its_own_error(read: Callable[[object], object], value: object) -> None:
    try:
        read(value)
    except UnreadableAnswer:
        return


def test_it_reads_a_status_with_odd_fields() -> None:
    status = Status.from_json(STATUS)
    assert status.id == "3504803600502730"
    assert status.created_at == dt.datetime(2011, 5, 31, 9, 46, 55, tzinfo=dt.UTC)
    assert (status.reposts_count, status.comments_count, status.attitudes_count) == (7, 0, 0)
    assert status.pictures == ("http://img.example/thumbnail/1.jpg",)
    assert status.user is not None
    assert (status.user.verified_type, status.user.followers_count, status.user.friends_count) == (2, 12, None)
    assert (status.visible_type, status.is_long, status.user_id) == (1, True, "11")


@pytest.mark.parametrize(
    ("value", "deleted"), [("1", True), (1, True), (True, True), ("0", False), (0, False), (None, False)]
)
def test_it_reads_deleted_in_every_shape(value: object, deleted: bool) -> None:
    assert Status.from_json({"id": 1, "deleted": value}).deleted is deleted


@pytest.mark.parametrize("user", [[], None, {}, "", {"screen_name": "没有编号"}])
def test_it_takes_a_missing_author(user: object) -> None:
    status = Status.from_json({"idstr": "5", "user": user, "uid": 77, "retweeted_status": []})
    assert status.user is None
    assert status.user_id == "77"
    assert status.retweeted is None


def test_it_reads_the_original_of_a_repost_and_stops_at_depth() -> None:
    chain: dict[str, object] = {"id": 1}
    for number in range(2, 3000):
        chain = {"id": number, "retweeted_status": chain}
    status = Status.from_json(chain)
    assert status.retweeted is not None
    assert status.retweeted.id == "2998"


def test_it_prefers_the_long_text() -> None:
    assert Status.from_json({"id": 1, "text": "短", "longText": {"longTextContent": "全文在此"}}).text == "全文在此"


def test_it_falls_back_to_the_clock_in_the_id() -> None:
    status = Status.from_json({"id": 5250187052187648})
    assert status.created_at is None
    assert status.published_at.year in {2025, 2026}


def test_it_reads_a_comment_and_what_it_answers() -> None:
    comment = Comment.from_json({"id": 9, "text": "好", "status": {"id": 5}, "reply_comment": {"idstr": "8"}})
    assert (comment.status_id, comment.reply_to_id, comment.user) == ("5", "8", None)


def test_it_counts_what_it_could_not_read_on_a_page() -> None:
    page = Page.from_json({"statuses": [{"id": 1}, None, {}, 3], "total_number": "16"}, "statuses", Status.from_json)
    assert ([item.id for item in page.items], page.total, page.unreadable) == (["1"], 16, 2)
    assert Page.from_json([], "statuses", Status.from_json) == Page()


def test_it_keeps_the_token_out_of_repr() -> None:
    token = AccessToken.from_json(
        {"access_token": "2.00secret", "uid": "5", "expires_in": "7200", "isRealName": "true"}
    )
    assert (token.token, token.uid, token.expires_in, token.is_real_name) == ("2.00secret", "5", 7200, True)
    assert "2.00secret" not in repr(token)
    with pytest.raises(UnreadableAnswer) as failure:
        AccessToken.from_json({"access_token": "2.00secret"})
    assert "2.00secret" not in str(failure.value)


def test_it_reads_an_expired_token_info() -> None:
    info = TokenInfo.from_json({"uid": 5, "appkey": 123, "scope": None, "create_at": 1352267591, "expire_in": -7})
    assert (info.uid, info.appkey, info.scope, info.expires_in) == ("5", "123", "", -7)
    assert info.created_at == dt.datetime(2012, 11, 7, 5, 53, 11, tzinfo=dt.UTC)


def test_it_reads_the_limits() -> None:
    api = {"api": "/statuses/update", "limit": 30, "limit_time_unit": "HOURS", "remaining_hits": "29"}
    limits = RateLimits.from_json({"api_rate_limits": [api, None, {}], "user_limit": 150, "remaining_user_hits": 3})
    assert (limits.user_limit, limits.user_remaining, limits.ip_limit) == (150, 3, None)
    assert [(row.api, row.limit, row.remaining) for row in limits.apis] == [("/statuses/update", 30, 29)]


def test_it_reads_counters_as_text() -> None:
    rows = [{"id": 1, "comments": "16", "reposts": 3, "attitudes": None}, {"comments": 1}, 7]
    assert Counts.list_from_json(rows) == [Counts("1", 3, 16, 0)]
    assert Counts.list_from_json({}) == []


@pytest.mark.parametrize(
    "bad", ["", "Tue Mai 31 17:46:55 +0800 2011", "Tue Feb 31 17:46:55 +0800 2011", "2011-05-31", "x" * 99]
)
def test_it_answers_no_date_for_what_is_none(bad: str) -> None:
    assert parse_created_at(bad) is None


@given(st.text() | st.from_regex(r"\w{3} \w{3} \d\d \d\d:\d\d:\d\d [+-]\d{4} \d{4}", fullmatch=True))
def test_it_reads_any_text_as_a_date_or_none(text: str) -> None:
    moment = parse_created_at(text)
    assert moment is None or moment.tzinfo is not None


def test_it_reads_numbers_and_flags() -> None:
    numbers: list[object] = [" 5 ", "-5", "1.5", "", None, True, 2.9, float("nan"), "９", "9" * 99]
    flags: list[object] = ["true", "false", 1, 2, None, []]
    assert [as_int(value) for value in numbers] == ([5, -5, None, None, None, None, 2, None, None, None])
    assert [as_flag(value) for value in flags] == [True, False, True, False, False, False]


@pytest.mark.parametrize("read", [Status.from_json, Status.receipt])
@pytest.mark.parametrize("lost", [1e16, 5.23e15, 12.5])
def test_an_id_that_lost_its_last_digits_on_the_way_is_none(read: Callable[[object], Status], lost: float) -> None:
    with pytest.raises(UnreadableAnswer):
        read({"id": lost, "text": "一条"})
