"""M2: the list of mentions: every filter, words, and paging along Weibo's clock."""

import datetime as dt
from typing import Any

import pytest

from core.dates import local_day
from monitoring.models import Mention
from monitoring.queries.mentions import Filters, mention_page, mentions
from monitoring.services import sweep_set
from tests.conftest import AT
from tests.monitoring.conftest import Say, make_set

DAY = dt.timedelta(days=1)


@pytest.fixture
def heard(say: Say) -> dict[str, Mention]:
    (old,) = say("山岚的 Cup 漏水", at=AT - 60 * DAY)
    (new,) = say("山岚真好，送给妈妈", at=AT - DAY, author="茶友")
    (other,) = say("天气", at=AT - 2 * DAY)
    Mention.objects.filter(pk=old.pk).update(polarity=-1, topic_kind="complaint", author_id="5504", likes=900)
    Mention.objects.filter(pk=new.pk).update(polarity=1, reposts=50, comments=60)
    Mention.objects.filter(pk=other.pk).update(polarity=0)
    return {"old": old, "new": new, "other": other}


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["new", "other", "old"]),
        ({"words": "山岚"}, ["new"]),
        ({"words": "山岚", "first": local_day(AT - 90 * DAY)}, ["new", "old"]),
        ({"words": "cup 山岚", "first": local_day(AT - 90 * DAY)}, ["old"]),
        ({"words": "山岚 -妈妈", "first": local_day(AT - 90 * DAY)}, ["old"]),
        ({"words": "'; DROP %_"}, []),
        ({"polarity": -1}, ["old"]),
        ({"polarity": 0}, ["other"]),
        ({"kind": "complaint"}, ["old"]),
        ({"author": "5504"}, ["old"]),
        ({"author": "茶友"}, ["new"]),
        ({"least": 100}, ["new"]),
        ({"least": 100, "first": local_day(AT - 90 * DAY)}, ["new", "old"]),
        ({"last": local_day(AT - 30 * DAY)}, ["old"]),
        ({"first": local_day(AT - 2 * DAY), "last": local_day(AT - 2 * DAY)}, ["other"]),
    ],
)
def test_m2_the_list_is_narrowed(heard: dict[str, Mention], filters: dict[str, Any], found: list[str]) -> None:
    page = mention_page(Filters(**filters), before=None, after=None, now=AT)
    assert page.rows == [heard[name] for name in found]


def test_m2_the_list_of_a_set_goes_to_the_last_row(heard: dict[str, Mention]) -> None:
    found = make_set("山岚")
    sweep_set(found, now=AT)
    assert list(mentions(Filters(keyword_set=found.pk), now=AT).order_by("-pk")) == [heard["new"], heard["old"]]
    assert mention_page(Filters(caught=True), before=heard["new"].pk, after=None, now=AT).rows == [heard["old"]]


def test_m2_a_post_without_a_clock_is_found_by_its_date(heard: dict[str, Mention]) -> None:
    Mention.objects.filter(pk=heard["new"].pk).update(id=8_000_000)
    page = mention_page(Filters(first=local_day(AT - 2 * DAY)), before=None, after=None, now=AT)
    assert [mention.pk for mention in page.rows] == [heard["other"].pk, 8_000_000]
