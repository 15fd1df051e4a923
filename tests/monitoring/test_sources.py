"""M2: mentions and comments of the sandbox become mentions; a source that cannot be read says so."""

import datetime as dt

import pytest
from django.utils import timezone

from engagement.services import read_inbox
from monitoring.models import Mention, Source, SourceKind
from monitoring.services import add_sources, read_sources
from monitoring.services.source_gaps import LISTS
from tests.live_weibo import FANS, Live


def test_m2_it_reads_mentions_and_comments_of_our_accounts(live: Live) -> None:
    post = live.post("秋天的第一只保温杯")
    comment = live.comment(post, "盖子漏水")
    live.post("@山岚 什么时候补货", uid=FANS[1])
    assert read_sources(now=timezone.now()) == 2
    said = Mention.objects.get(is_comment=True)
    assert (said.external_id, said.text, said.author_id) == (comment, "盖子漏水", FANS[0])
    assert said.retweet_id == post
    assert said.published_at is not None
    assert set(Source.objects.values_list("kind", "last_new", "last_error")) == {
        ("mentions", 1, ""),
        ("comments", 1, ""),
    }


def test_m2_reading_again_brings_only_what_is_new(live: Live) -> None:
    post = live.post("秋天的第一只保温杯")
    live.comment(post, "一")
    now = timezone.now()
    read_sources(now=now)
    live.comment(post, "二", uid=FANS[1])
    assert read_sources(now=now + dt.timedelta(minutes=1)) == 0
    assert read_sources(now=now + dt.timedelta(minutes=16)) == 1
    assert Mention.objects.count() == 2


def test_m2_two_sources_are_added_for_each_connected_account(live: Live) -> None:
    assert add_sources(LISTS) == 2
    assert add_sources(LISTS) == 0
    assert {source.kind for source in live.account.sources.all()} == {SourceKind.MENTIONS, SourceKind.COMMENTS}


@pytest.mark.parametrize("fault", ["http_502", "token_expired", "10024"])
def test_m2_a_source_that_fails_says_so_and_loses_nothing(live: Live, fault: str) -> None:
    live.comment(live.post("你好"), "在吗")
    live.fault(fault, call="comments/to_me", count=1)
    now = timezone.now()
    assert read_sources(now=now) == 0
    source = Source.objects.get(kind=SourceKind.COMMENTS)
    assert source.last_error
    assert (source.last_run_at, source.last_ok_at, source.since_id) == (now, None, "")
    if fault == "http_502":
        assert read_sources(now=now + dt.timedelta(minutes=16)) == 1
        source.refresh_from_db()
        assert source.last_error == ""


def test_m2_the_inbox_and_the_sources_share_one_call(live: Live) -> None:
    """An ordinary app has a hundred calls a day for one account."""
    live.comment(live.post("你好"), "在吗")
    now = timezone.now()
    assert (read_sources(now=now), read_inbox(now=now)) == (1, 1)
    assert live.calls().count("comments/to_me") == 1
    assert live.calls().count("statuses/mentions") == 1


def test_m2_it_reads_more_than_one_page(live: Live) -> None:
    post = live.post("你好")
    for index in range(130):
        live.comment(post, f"第{index}条", uid=FANS[index % 3])
    assert read_sources(now=timezone.now()) == 130
