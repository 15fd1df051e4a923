"""K8: weeks filled over HTTP: facts read, accepted whole or in part, taken back."""

import datetime as dt

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User, WeiboAccount
from campaigns.models import Campaign, FilingState
from content.models import Category, Idea, Media, Post, PostState, QuotaPlan, QuotaShare, Series
from core.dates import BEIJING, local_day, week_of
from publishing.models import Policy, SilenceDay, Slot, SlotState
from publishing.queries import propose_weeks, weeks_from
from publishing.services import Span, accept_wanted, apply_slot_preset, plan_week, take_back
from tests.conftest import ClientOf, make_account
from tests.publishing.makers import Wanted, make_category, make_post

NOW = dt.datetime(2026, 11, 27, 9, 0, tzinfo=BEIJING)
WEEK = week_of(dt.date(2026, 11, 30))
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _friday(account: WeiboAccount, editor: User) -> None:
    """Fourteen places a week and no quotas but what a test sets."""
    QuotaPlan.objects.all().delete()
    apply_slot_preset(account, by=editor, at=NOW)


def one(account: WeiboAccount, text: str, category: Category | None = None, **more: object) -> Post:
    post = make_post(account, Wanted(category=category, at=NOW), text=f"{text}，你说呢？")
    Post.objects.filter(pk=post.pk).update(**more)
    return post


def times(account: WeiboAccount, weeks: int = 1) -> dict[int, str]:
    """Where each post is proposed."""
    plans = propose_weeks([account], weeks_from(WEEK, weeks), at=NOW)
    return {row.post_id: f"{row.at.astimezone(BEIJING):%m-%d %H:%M}" for plan in plans for row in plan.filling.choices}


def why(account: WeiboAccount) -> str:
    (plan,) = propose_weeks([account], [WEEK], at=NOW)
    return plan.filling.gaps[-1].why


def test_k8_freshness_rights_and_campaigns_hold(account: WeiboAccount, editor: User) -> None:
    fresh = one(account, "周二前", best_before=dt.date(2026, 12, 1))
    stale = one(account, "过期的", best_before=dt.date(2026, 11, 29))
    media = Media.objects.create(
        sha256="b" * 64, mime="image/png", width=1, height=1, size=1, rights_until=dt.date(2026, 11, 28), created_at=NOW
    )
    pictured = make_post(account, Wanted(media=[media], at=NOW), text="图片授权到期了吗？")
    campaign = Campaign.objects.create(
        name="未备案",
        kind="prize_repost",
        starts_at=NOW,
        ends_at=WEEK.end,
        filing_state=FilingState.TO_FILE,
        created_at=NOW,
    )
    unfiled = one(account, "未备案的", campaign=campaign)
    found = times(account)
    assert found == {fresh.pk: "11-30 11:00"}
    assert {stale.pk, pictured.pk, unfiled.pk}.isdisjoint(found)
    assert "授权只到 11-28" in why(account)


def test_c11_a_series_keeps_its_order_and_its_rhythm(account: WeiboAccount) -> None:
    row = Series.objects.create(name="周四茶话", account=account, every_days=3, anchor_at=NOW, created_at=NOW)
    numbers = {n: one(account, f"第 {n} 期", series=row, series_number=n).pk for n in (4, 2, 3, 6)}
    waiting = one(account, "第 5 期", series=row, series_number=5, state=PostState.IN_REVIEW)
    out = dt.datetime(2026, 11, 29, 11, 0, tzinfo=BEIJING)
    one(account, "第 1 期", series=row, series_number=1, state=PostState.PUBLISHED, due_at=out, published_at=out)
    found = times(account, weeks=2)
    assert {n: found.get(pk, "")[:5] for n, pk in numbers.items()} == {2: "12-01", 3: "12-03", 4: "12-07", 6: ""}
    assert "系列“周四茶话”" in why(account)
    assert waiting.pk not in found


def test_k8_the_positioning_card_holds(account: WeiboAccount) -> None:
    post = one(account, "绝对安全的保温杯")
    WeiboAccount.objects.filter(pk=account.pk).update(never_says="绝对安全")
    account.refresh_from_db()
    assert post.pk not in times(account)
    assert "绝不说的话" in why(account)


def test_k7_silence_days_hold(account: WeiboAccount) -> None:
    SilenceDay.objects.all().delete()
    SilenceDay.objects.create(name="默哀", date=WEEK.monday, holds_promotional=True)
    sale = one(account, "促销", make_category("推广", promotional=True))
    assert times(account) == {sale.pk: "12-01 11:00"}


def test_a11_two_accounts_do_not_say_one_idea_at_one_time(account: WeiboAccount, editor: User, at: dt.datetime) -> None:
    other = make_account("山岚客服", "6600000077")
    apply_slot_preset(other, by=editor, at=NOW)
    idea = Idea.objects.create(title="冬至", created_at=NOW)
    first, second = one(account, "冬至吃什么", idea=idea), one(other, "冬至喝什么", idea=idea)
    plans = propose_weeks([account, other], [WEEK], at=NOW)
    chosen = {row.post_id: row.at for plan in plans for row in plan.filling.choices}
    assert abs(chosen[first.pk] - chosen[second.pk]) >= dt.timedelta(hours=1)


def test_c1_weeks_in_a_row_share_the_stock_and_carry_what_rounding_left(account: WeiboAccount, at: dt.datetime) -> None:
    knowledge, sale = make_category(), make_category("推广", promotional=True)
    plan = QuotaPlan.objects.create(account=account, updated_at=at)
    QuotaShare.objects.create(plan=plan, category=knowledge, percent=90)
    QuotaShare.objects.create(plan=plan, category=sale, percent=3)
    for number in range(60):
        one(account, f"第 {number} 条", sale if number % 5 == 0 else knowledge)
    plans = propose_weeks([account], weeks_from(WEEK, 3), at=NOW)
    posts = [row.post_id for plan in plans for row in plan.filling.choices]
    assert len(posts) == len(set(posts))
    sales = set(Post.objects.filter(category=sale).values_list("pk", flat=True))
    assert len(sales & set(posts)) == 1, "0.42 of a post each week: one of three weeks has one"


def test_k6_spread_minutes_never_push_out_what_was_proposed(account: WeiboAccount, editor: User) -> None:
    Policy.objects.create(account=account, name="一小时", min_gap_minutes=60, spread_minutes=20)
    for number in range(14):
        one(account, f"第 {number} 条")
    filled = plan_week(accounts=[account], week=WEEK, by=editor, at=NOW)
    assert (len(filled.slots), filled.gaps) == (14, ())


def fill_url(**query: object) -> str:
    return reverse("calendar:fill") + "?" + "&".join(f"{key}={value}" for key, value in query.items())


@time_machine.travel(NOW, tick=False)
def test_k8_a_part_is_accepted_and_taken_back(account: WeiboAccount, editor: User, client_of: ClientOf) -> None:
    posts = [one(account, f"第 {number} 条") for number in range(3)]
    client, address = client_of(editor), fill_url(date=WEEK.monday, account=account.pk)
    page = client.get(address).content.decode()
    assert page.count('name="choice"') == 3 and "同类里最早通过审核" in page and "已通过审核的内容都用上了" in page
    keys = [f"{posts[0].pk}@2026-11-30T11:00:00", f"{posts[1].pk}@2026-11-30T17:00:00"]
    answer = client.post(address, {"choice": [*keys, "nonsense", f"{posts[2].pk}@2026-11-30T12:34:00"]})
    assert Slot.objects.filter(state=SlotState.PLANNED).count() == 2
    (message,) = get_messages(answer.wsgi_request)
    assert str(message) == "已排期 2 条。1 条没有排上：这个时段已经不空。"
    assert "undo:" in message.extra_tags
    undo = message.extra_tags.partition("undo:")[2].split()[0]
    assert client.post(undo).status_code == 302
    assert not Slot.objects.exclude(state=SlotState.CANCELLED).exists()
    assert set(Post.objects.values_list("state", flat=True)) == {PostState.APPROVED}
    assert client.post(undo).status_code == 409


@time_machine.travel(NOW, tick=False)
def test_k8_whole_accounts_are_accepted_at_once(account: WeiboAccount, editor: User, client: Client) -> None:
    for number in range(20):
        one(account, f"第 {number} 条")
    client.force_login(editor)
    answer = client.post(fill_url(date=WEEK.monday, weeks=2), {"sheet": [account.pk]})
    assert answer.status_code == 302 and f"date={WEEK.monday}" in answer["Location"]
    assert Slot.objects.count() == 20
    nothing = client.post(fill_url(date=WEEK.monday), {}, headers={"accept": "application/json"})
    assert (nothing.status_code, nothing.json()["code"]) == (422, "calendar.none_chosen")


def test_k8_what_somebody_touched_since_stays(account: WeiboAccount, editor: User) -> None:
    posts = [one(account, f"第 {number} 条") for number in range(2)]
    wanted = [(post.pk, WEEK.start + dt.timedelta(hours=hour)) for post, hour in zip(posts, (11, 17), strict=True)]
    placed = accept_wanted(span=Span([account], [WEEK]), wanted=wanted, by=editor, at=NOW)
    Slot.objects.filter(pk=placed.slots[0].pk).update(updated_at=NOW + dt.timedelta(seconds=1))
    back = take_back(
        slot_ids=[slot.pk for slot in placed.slots], placed_at=NOW, by=editor, at=NOW + dt.timedelta(seconds=5)
    )
    assert (back.count, back.refused) == (1, ["有人又改动了它。"])


def test_k8_it_reads_as_often_for_many_as_for_few(account: WeiboAccount, editor: User) -> None:
    def reads() -> int:
        accounts = list(WeiboAccount.objects.order_by("pk"))
        with CaptureQueriesContext(connection) as seen:
            propose_weeks(accounts, weeks_from(WEEK, 4), at=NOW)
        return len(seen)

    one(account, "第一条", idea=Idea.objects.create(title="选题", created_at=NOW))
    few = reads()
    for number in range(6):
        other = make_account(f"账号{number}", f"66000001{number:02d}")
        apply_slot_preset(other, by=editor, at=NOW)
        for text in range(4):
            one(other, f"第 {text} 条", idea=Idea.objects.create(title="选题", created_at=NOW))
    assert reads() == few
    assert local_day(NOW) == dt.date(2026, 11, 27)
