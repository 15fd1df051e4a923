"""Silence days: cheerful and promotional posts wait on days of mourning (K7)."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountGroup, User, WeiboAccount
from content.models import Category
from content.services import flag_categories
from core.dates import BEIJING
from core.errors import Conflict, Forbidden, UserError
from publishing import services
from publishing.models import Freeze, Recurs, SilenceDay, Slot, SlotState
from publishing.models.silence import qingming
from publishing.queries import notes_of
from publishing.queries.silence import silences_between, slots_in_silence
from publishing.services import PolicyBroken, ReleaseWish, SilenceInput
from tests.conftest import ClientOf
from tests.publishing.makers import Wanted, make_category, make_post, make_slot

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
MOURNING = dt.date(2026, 12, 13)
AHEAD = dt.timedelta(seconds=5)


def clock(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=BEIJING)


@pytest.fixture
def fun() -> Category:
    category = make_category("段子类")
    Category.objects.filter(pk=category.pk).update(is_entertainment=True)
    category.refresh_from_db()
    return category


@pytest.fixture
def memorial(db: None) -> SilenceDay:
    SilenceDay.objects.all().delete()
    return SilenceDay.objects.create(name="国家公祭日", date=dt.date(2014, 12, 13), recurs=Recurs.YEARLY)


def claim(now: dt.datetime) -> list[int]:
    return [one.slot_id for one in services.claim_due_slots(now=now, limit=99, worker="w", ahead=AHEAD)]


@pytest.mark.parametrize("year,day", [(2024, 4), (2025, 4), (2026, 5), (2027, 5), (2028, 4), (2044, 4)])
def test_it_knows_qingming(year: int, day: int) -> None:
    assert qingming(year) == dt.date(year, 4, day)


def test_k7_the_last_look_holds_what_is_flagged_and_names_the_day(
    account: WeiboAccount, fun: Category, memorial: SilenceDay
) -> None:
    noon = clock(MOURNING, 12)
    joke = make_slot(make_post(account, Wanted(category=fun)), noon)
    news = make_slot(make_post(account, text="公告 https://weibo-ops.example/p/2"), noon)
    assert services.look_ahead_for_silence(now=noon - dt.timedelta(days=2)) == 1
    assert claim(noon) == [news.pk]
    joke.refresh_from_db()
    assert (joke.state, joke.state_detail) == (SlotState.HELD, "静默日“国家公祭日”，这类内容暂停发布。")


def test_k7_what_is_late_into_the_day_waits_and_what_is_planned_after_it_goes(
    account: WeiboAccount, fun: Category, memorial: SilenceDay
) -> None:
    services.look_ahead_for_silence(now=clock(dt.date(2026, 12, 12), 8))
    make_slot(make_post(account, Wanted(category=fun)), clock(dt.date(2026, 12, 12), 23, 50))
    after = make_slot(make_post(account, Wanted(category=fun), text="第二天"), clock(dt.date(2026, 12, 14), 0))
    assert claim(clock(MOURNING, 0, 5)) == []
    assert Slot.objects.filter(state=SlotState.HELD).count() == 1
    assert claim(clock(MOURNING, 23, 59) + dt.timedelta(seconds=57)) == [after.pk]


def test_k7_it_needs_a_decision_afterwards(
    account: WeiboAccount, editor: User, fun: Category, memorial: SilenceDay
) -> None:
    noon = clock(MOURNING, 12)
    slot = make_slot(make_post(account, Wanted(category=fun)), noon)
    services.look_ahead_for_silence(now=noon)
    claim(noon)
    with pytest.raises(Conflict, match="还在冻结中"):
        services.release_held(wish=ReleaseWish((slot.pk,)), by=editor, at=noon + HOUR)
    next_day = noon + 24 * HOUR
    services.look_ahead_for_silence(now=next_day)
    assert Freeze.objects.get(day=memorial).ended_at == clock(dt.date(2026, 12, 14), 0)
    later = ReleaseWish((slot.pk,), "time", next_day + HOUR)
    assert services.release_held(wish=later, by=editor, at=next_day).planned == 1


def test_k7_some_hours_of_one_group(
    account: WeiboAccount, other_account: WeiboAccount, administrator: User, fun: Category, memorial: SilenceDay
) -> None:
    group = AccountGroup.objects.create(name="品牌")
    WeiboAccount.objects.filter(pk=account.pk).update(group=group)
    account.refresh_from_db()
    day = dt.date(2026, 12, 1)
    values = SilenceInput("默哀", day, from_time=dt.time(10), to_time=dt.time(11), group=group)
    services.set_silence_day(values=values, by=administrator, at=clock(day, 8))
    inside = make_slot(make_post(account, Wanted(category=fun)), clock(day, 10, 30))
    other = make_slot(make_post(other_account, Wanted(category=fun), text="别组"), clock(day, 10, 30))
    after = make_slot(make_post(account, Wanted(category=fun), text="之后"), clock(day, 11))
    found = SilenceDay.objects.get(name="默哀")
    assert list(slots_in_silence(found, day)) == [inside]
    assert sorted(claim(clock(day, 10, 30))) == [other.pk]
    assert claim(clock(day, 11)) == [after.pk]


def test_k7_placing_on_it_warns_before_saving(
    account: WeiboAccount, editor: User, fun: Category, memorial: SilenceDay, at: dt.datetime
) -> None:
    post = make_post(account, Wanted(category=fun))
    with pytest.raises(PolicyBroken, match="静默日“国家公祭日”"):
        services.place_slot(post=post, scheduled_at=clock(MOURNING, 10), by=editor, at=at)
    services.place_slot(post=post, scheduled_at=clock(MOURNING, 10), by=editor, at=at, reason="公益内容")


def test_k7_switched_off_or_changed_it_holds_no_more(
    account: WeiboAccount, administrator: User, memorial: SilenceDay, at: dt.datetime
) -> None:
    eve = clock(dt.date(2026, 12, 12), 9)
    assert services.look_ahead_for_silence(now=eve) == 1
    assert services.look_ahead_for_silence(now=eve) == 0
    off = SilenceInput("国家公祭日", memorial.date, Recurs.YEARLY, is_on=False)
    services.set_silence_day(values=off, by=administrator, at=eve, day=memorial)
    assert not Freeze.objects.exists()
    assert silences_between(eve, eve + 48 * HOUR) == []


def test_it_refuses_what_makes_no_sense(administrator: User, editor: User, at: dt.datetime) -> None:
    tomorrow = at.date() + dt.timedelta(days=1)
    with pytest.raises(Forbidden):
        services.set_silence_day(values=SilenceInput("默哀", tomorrow), by=editor, at=at)
    for values, word in (
        (SilenceInput(" ", tomorrow), "名称"),
        (SilenceInput("默哀", at.date() - dt.timedelta(days=2)), "过去"),
        (SilenceInput("默哀", tomorrow, from_time=dt.time(9), to_time=dt.time(8)), "晚于"),
        (SilenceInput("默哀", tomorrow, holds_entertainment=False, holds_promotional=False), "至少选择"),
    ):
        with pytest.raises(UserError, match=word):
            services.set_silence_day(values=values, by=administrator, at=at)


def test_the_shipped_days_are_data(db: None) -> None:
    shipped = dict(SilenceDay.objects.values_list("name", "is_on"))
    assert shipped == {"南京大屠杀死难者国家公祭日": True, "汶川地震纪念日": False, "清明节": False}
    assert set(Category.objects.filter(is_entertainment=True).values_list("slug", flat=True)) == {"fun", "joke"}


def test_k7_a_category_that_is_flagged_later_waits_too(
    account: WeiboAccount, approver: User, memorial: SilenceDay
) -> None:
    noon = clock(MOURNING, 12)
    plain = make_category("普通")
    slot = make_slot(make_post(account, Wanted(category=plain)), noon)
    services.look_ahead_for_silence(now=noon - 2 * HOUR)
    flag_categories(entertaining=[plain.pk], promotional=[], by=approver, at=noon - HOUR)
    services.look_ahead_for_silence(now=noon - HOUR)
    assert claim(noon) == []
    slot.refresh_from_db()
    assert slot.state == SlotState.HELD


def test_a_day_takes_two_fields_and_says_what_it_holds(
    account: WeiboAccount, administrator: User, fun: Category, client_of: ClientOf
) -> None:
    at = timezone.now() + dt.timedelta(days=2)
    make_slot(make_post(account, Wanted(category=fun)), at)
    client, day = client_of(administrator), at.astimezone(BEIJING).date()
    preview = client.get(
        reverse("calendar:silence_preview"), {"date": str(day), "holds_entertainment": "on", "is_on": "on"}
    ).content.decode()
    assert "会暂停 1 条（1 个账号）" in preview
    sent = {"date": day, "name": "默哀", "holds_entertainment": "on", "holds_promotional": "on", "is_on": "on"}
    client.post(reverse("calendar:silence"), sent)
    answer = client.get(reverse("calendar:silence")).content.decode()
    assert "已保存，到时会暂停 1 条。" in answer
    assert "静默日：默哀" in str(notes_of([day]))
