"""Each text finds its group, whoever brings it and when (M4)."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from monitoring.kin import assign, forget_bands
from monitoring.kin.carried import carried_all
from monitoring.models import KinBand

NOW = dt.datetime(2026, 11, 20, 4, tzinfo=dt.UTC)
FIRST = "今天在门店买的保温杯第一天就漏水，客服说要等三天才能回复，实在太失望了"
OTHER = "周末带孩子去爬山，天气很好，路上遇到了很多一起徒步的朋友，下次还来"


@pytest.mark.parametrize(
    "copy",
    [
        f"太过分了//@小鹿:{FIRST}",
        f"转发微博//@甲:支持//@乙的日记:{FIRST} http://t.cn/A6abc12",
        FIRST.replace("，", "[doge]") + "😂😂 #避雷# @山岚官方",
        FIRST.replace("实在太失望了", "真的太失望"),
        "今天在門店買的保溫杯第一天就漏水，客服說要等三天才能回覆，實在太失望了",
    ],
)
def test_m4_a_copy_joins_the_group_of_what_it_copies(db: None, copy: str) -> None:
    (first,) = assign([FIRST], at=NOW)
    assert first is not None
    assert assign([OTHER, copy], at=NOW)[1] == first
    assert assign([OTHER], at=NOW)[0] != first


def test_m4_copies_within_one_batch_are_one_group(db: None) -> None:
    one, two, three, four = assign([FIRST, OTHER, FIRST + "真的", "转发微博"], at=NOW)
    assert one == three != two
    assert four is None


@pytest.mark.parametrize(
    "text", ["", "转发微博", "哈哈哈哈哈", "#很长很长的一个话题#", "[doge][doge]", "\x00", "👍" * 30]
)
def test_it_leaves_texts_alone_that_say_too_little(db: None, text: str) -> None:
    assert assign([text], at=NOW) == [None]
    assert carried_all([text]) == [""]


def test_it_begins_a_new_group_after_the_window(db: None) -> None:
    (first,) = assign([FIRST], at=NOW)
    (met,) = assign([FIRST], at=NOW + dt.timedelta(days=25))
    (again,) = assign([FIRST], at=NOW + dt.timedelta(days=50))
    (late,) = assign([FIRST], at=NOW + dt.timedelta(days=90))
    assert first == met == again != late


def test_it_forgets_keys_that_nobody_met(db: None) -> None:
    assign([FIRST], at=NOW)
    assert forget_bands(at=NOW + dt.timedelta(days=30)) == 0
    assert forget_bands(at=NOW + dt.timedelta(days=31)) == 5
    assert not KinBand.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_sessions_at_once_begin_one_group_for_the_same_text() -> None:
    def taken_in(_number: int) -> list[int | None]:
        try:
            return assign([FIRST, OTHER], at=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = set(map(tuple, pool.map(taken_in, range(8))))
    assert len(found) == 1


def test_it_asks_the_database_the_same_few_times_for_any_batch(
    db: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    texts = [f"{OTHER}{number}号线的第{number * 7}次列车晚点了" for number in range(300)]
    with django_assert_max_num_queries(8):
        assign(texts, at=NOW)
