"""The commercial calls against the sandbox: no safe domain, topics, several pictures, everybody's posts."""

import datetime as dt

import pytest

from tests.weibo.sandbox_process import LINK, Platform
from tests.weibo.test_sandbox import UID, png, words
from weibo.client import Paging, Search
from weibo.door import SyncWeibo
from weibo.errors import Misconfigured

BIZ = "sandbox-biz-key"


def test_it_publishes_text_with_a_topic_and_without_a_link(platform: Platform, weibo: SyncWeibo) -> None:
    token = platform.token(app=BIZ)
    status = weibo.update_biz(token, f"#山岚上新# {words().replace(LINK, '')}")
    assert "#山岚上新#" in status.text
    assert weibo.user_timeline_biz(token, paging=Paging(count=50)).items[0].id == status.id
    assert weibo.show_batch_biz(token, [status.id]).items[0].id == status.id
    assert weibo.destroy_biz(token, status.id).id == status.id


def test_it_publishes_several_pictures(platform: Platform, weibo: SyncWeibo) -> None:
    token = platform.token(app=BIZ)
    pictures = [weibo.upload_pic_biz(token, png()) for _ in range(3)]
    assert len(weibo.upload_url_text_biz(token, words(), pictures).pictures) == 3
    assert len(weibo.upload_biz(token, words(), png()).pictures) == 1


def test_it_reposts_and_reads_comments_and_mentions(platform: Platform, weibo: SyncWeibo) -> None:
    token = platform.token(app=BIZ)
    status = weibo.update_biz(token, words())
    other = platform.token("5501000002", app=BIZ)
    assert weibo.repost_biz(other, status.id, "转").retweeted is not None
    weibo.comments_create(other, status.id, "来评论")
    assert "来评论" in {item.text for item in weibo.comments_to_me_biz(token).items}
    assert weibo.mentions_biz(token).unreadable == 0


def test_it_searches_and_reads_any_account(platform: Platform, weibo: SyncWeibo) -> None:
    token = platform.token(app=BIZ)
    status = weibo.update_biz(token, "山岚搜索用词 " + words())
    found = weibo.search_limited(token, Search(q='山岚{搜索"用词', count=50))
    assert status.id in {item.id for item in found.items}
    now = dt.datetime.now(dt.UTC)
    page = weibo.user_timeline_other(token, UID, start=now - dt.timedelta(hours=1), end=now + dt.timedelta(hours=1))
    assert status.id in {item.id for item in page.items}


def test_it_is_kept_from_an_ordinary_app(platform: Platform, weibo: SyncWeibo) -> None:
    with pytest.raises(Misconfigured) as kept:
        weibo.update_biz(platform.token(), words())
    assert kept.value.code in {10005, 10014}
