"""C11: series with number, rhythm and next due."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User, WeiboAccount
from accounts.roles import Role
from content.models import Category, Post, PostState, Series
from content.queries.series import parts, standing_of
from content.serial import Rhythm, gaps, next_number
from content.services import (
    DraftInput,
    Place,
    SeriesInput,
    cancel_post,
    end_series,
    place_in_series,
    remind_of_series,
    reopen_post,
    save_draft,
    save_series,
)
from core.dates import BEIJING
from core.errors import Conflict, UserError
from core.models import Notice
from tests.conftest import make_account, make_user
from tests.content.conftest import Write
from tests.content.test_reviews import together

MONDAY = dt.datetime(2026, 11, 30, 10, 0, tzinfo=BEIJING)


@pytest.fixture
def series(account: WeiboAccount, editor: User, at: dt.datetime) -> Series:
    given = SeriesInput("周一问答", account, MONDAY, weekdays=(0,), owner=editor)
    return save_series(given=given, by=editor, at=at)


def test_c11_every_monday_and_every_n_days() -> None:
    weekly = Rhythm((0, 3), 7, 5, MONDAY)
    assert [weekly.due(number).strftime("%m-%d") for number in range(4, 9)] == [
        "11-30", "11-30", "12-03", "12-07", "12-10",
    ]  # fmt: skip
    assert weekly.due(6).hour == MONDAY.hour
    assert Rhythm((), 10, 1, MONDAY).due(3) == MONDAY + dt.timedelta(days=20)
    assert (weekly.least_days, Rhythm((0,), 7, 1, MONDAY).least_days, Rhythm((), 1, 1, MONDAY).least_days) == (2, 6, 1)
    assert gaps([3, 1, 6]) == [2, 4, 5]
    assert next_number(weekly, []) == 5


@settings(deadline=None)
@given(st.sets(st.integers(0, 6)), st.integers(1, 92), st.integers(1, 500), st.integers(1, 9999))
def test_c11_later_numbers_are_due_later_and_on_the_days_of_the_rhythm(
    weekdays: set[int], every: int, anchor: int, number: int
) -> None:
    rhythm = Rhythm(tuple(weekdays), every, anchor, MONDAY)
    before, due = rhythm.due(number - 1), rhythm.due(number)
    assert (due > before) == (number > anchor)
    if weekdays and number > anchor:
        assert due.astimezone(BEIJING).weekday() in weekdays
        assert (due - before).days >= rhythm.least_days or number == anchor + 1


def test_c11_posts_take_the_next_number_and_no_number_twice(
    series: Series, write: Write, editor: User, at: dt.datetime
) -> None:
    first, second = (
        place_in_series(post=write(f"{n} 号问题？"), place=Place(series), by=editor, at=at) for n in (1, 2)
    )
    assert (first.series_number, second.series_number) == (1, 2)
    with pytest.raises(Conflict, match="第2期"):
        place_in_series(post=first, place=Place(series, 2), by=editor, at=at)
    place_in_series(post=second, place=Place(series, 4), by=editor, at=at)
    standing = standing_of(series, at=at)
    assert (standing.gaps, standing.next_number, standing.next_due) == ([2, 3], 5, MONDAY + dt.timedelta(weeks=4))
    assert place_in_series(post=first, place=Place(), by=editor, at=at).series_number is None


def test_c11_a_cancelled_post_frees_its_number_and_comes_back_only_while_it_is_free(
    series: Series, write: Write, editor: User, at: dt.datetime
) -> None:
    first = place_in_series(post=write("第一个？"), place=Place(series), by=editor, at=at)
    cancel_post(post=first, by=editor, at=at)
    other = place_in_series(post=write("替补？"), place=Place(series), by=editor, at=at)
    assert other.series_number == 1
    with pytest.raises(Conflict, match="期号"):
        reopen_post(post=first, by=editor, at=at)
    place_in_series(post=first, place=Place(series, 9), by=editor, at=at)
    assert reopen_post(post=first, by=editor, at=at).state == PostState.DRAFT


def test_c11_the_next_part_written_in_the_composer_takes_its_number(
    client: Client, series: Series, account: WeiboAccount, write: Write, editor: User, at: dt.datetime
) -> None:
    client.force_login(editor)
    place_in_series(post=write("第一个？"), place=Place(series), by=editor, at=at)
    address = f"{reverse('content:compose')}?account={account.pk}&series={series.pk}"
    assert address.replace("&", "&amp;") in client.get(reverse("content:series", args=[series.pk])).content.decode()
    page = client.get(address).content.decode()
    assert f'name="series" value="{series.pk}"' in page
    assert "周一问答" in page
    key, written = str(account.pk), Post.objects.get()
    sent = {"account": key, f"{key}-text": "第二个？", f"{key}-category": written.category_id, "action": "save"}
    assert client.post(reverse("content:compose"), {**sent, "series": series.pk}).status_code == 302
    second = Post.objects.latest("pk")
    assert (second.series, second.series_number) == (series, 2)
    end_series(series=series, by=editor, at=at)
    assert 'name="series"' not in client.get(address).content.decode()


def test_c11_a_series_is_of_one_account(
    series: Series, other_account: WeiboAccount, category: object, approver: User, at: dt.datetime
) -> None:
    draft = DraftInput(other_account, category, "别的账号")  # type: ignore[arg-type]
    post = save_draft(draft=draft, by=approver, at=at)
    with pytest.raises(UserError, match="另一个账号"):
        place_in_series(post=post, place=Place(series), by=approver, at=at)


def test_c11_the_owner_is_told_a_day_ahead_and_when_it_is_late_until_it_is_written(
    series: Series, write: Write, editor: User, at: dt.datetime
) -> None:
    assert remind_of_series(at=MONDAY - dt.timedelta(days=2)) == 0
    assert remind_of_series(at=MONDAY - dt.timedelta(hours=20)) == 1
    assert remind_of_series(at=MONDAY - dt.timedelta(hours=19)) == 0
    assert remind_of_series(at=MONDAY + dt.timedelta(hours=1)) == 1
    assert "第1期" in Notice.objects.latest("pk").sentence
    place_in_series(post=write("写好了？"), place=Place(series), by=editor, at=at)
    assert not Notice.objects.filter(key__startswith="series:", settled_at=None).exists()
    end_series(series=series, by=editor, at=at)
    assert remind_of_series(at=MONDAY + dt.timedelta(days=30)) == 0


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": " "}, "名称"),
        ({"number_format": "第期"}, "期号写法"),
        ({"every_days": 0}, "间隔"),
        ({"number": 10000}, "期号"),
        ({"name": "周一问答"}, "同名"),
    ],
)
def test_c11_a_series_that_cannot_be_kept_is_refused(
    series: Series, account: WeiboAccount, editor: User, at: dt.datetime, values: dict[str, object], sentence: str
) -> None:
    given = SeriesInput(**{"name": "新", "account": account, "due_at": MONDAY, **values})  # type: ignore[arg-type]
    with pytest.raises(UserError, match=sentence):
        save_series(given=given, by=editor, at=at)


def test_c11_the_pages_show_what_is_next_and_what_is_missing(
    client: Client, series: Series, write: Write, editor: User, at: dt.datetime
) -> None:
    client.force_login(editor)
    for number in (1, 3):
        place_in_series(post=write(f"问题{number}？"), place=Place(series, number), by=editor, at=at)
    assert "第4期" in client.get(reverse("content:series_list")).content.decode()
    page = client.get(reverse("content:series", args=[series.pk])).content.decode()
    assert "中间缺：第2期" in page
    post = Post.objects.get(series_number=3)
    page = client.get(reverse("content:post", args=[post.pk])).content.decode()
    assert "周一问答 · 第3期" in page
    address = reverse("content:post_series", args=[post.pk])
    assert client.post(address, {"series": series.pk, "series_number": 2}).status_code == 302
    assert Post.objects.get(pk=post.pk).series_number == 2
    fields = {"name": "周五问答", "account": series.account_id, "weekdays": ["4"], "every_days": 7, "number": 1}
    fields |= {"number_format": "第%d期", "due_at": "2026-12-04T10:00"}
    assert client.post(reverse("content:series_new"), fields).status_code == 302
    assert Series.objects.get(name="周五问答").weekdays == [4]
    assert client.post(reverse("content:series_new"), {**fields, "number_format": "期"}).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_c11_one_comes_back_and_one_takes_its_number_at_once(at: dt.datetime) -> None:
    """Two real connections: the second one is told, the database has nothing to refuse."""
    person = make_user("甲", Role.CHIEF_EDITOR)
    account, category = make_account("并发", "5501000009"), Category.objects.get(slug="knowledge")
    series = save_series(given=SeriesInput("每周一问", account, due_at=at), by=person, at=at)
    for turn in range(5):
        old, new = (
            save_draft(draft=DraftInput(account, category, f"{text}{turn}，好吗？"), by=person, at=at)
            for text in "旧新"
        )
        place_in_series(post=old, place=Place(series, turn + 1), by=person, at=at)
        cancel_post(post=old, by=person, at=at)
        faults: list[Exception] = []

        def told(call: Callable[[], object], faults: list[Exception] = faults) -> None:
            try:
                call()
            except Conflict:
                pass
            except Exception as error:
                faults.append(error)

        together(
            partial(told, partial(reopen_post, post=old, by=person, at=at)),
            partial(told, partial(place_in_series, post=new, place=Place(series, turn + 1), by=person, at=at)),
        )
        assert faults == []
        assert parts().filter(series=series, series_number=turn + 1).count() == 1
