"""K8: filling a week, explained; and the empty places of K1."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User, WeiboAccount
from content.models import QuotaPlan, QuotaShare
from core.dates import BEIJING, local_day, week_of
from publishing.models import Policy, Slot
from publishing.planner import Candidate, Limits, Stock, fill
from publishing.queries.openings import next_free_slots, open_slots
from publishing.services import apply_slot_preset, plan_week
from tests.publishing.makers import Wanted, make_category, make_post, make_slot

MONDAY = dt.datetime(2026, 11, 30, 10, 0, tzinfo=BEIJING)
TIMELY, KNOWLEDGE, FUN, CAMPAIGN, OTHER = range(1, 6)
QUOTAS = {TIMELY: 25.0, KNOWLEDGE: 45.0, FUN: 20.0, CAMPAIGN: 5.0}


def candidate(number: int, category: int = KNOWLEDGE, *, promotional: bool = False) -> Candidate:
    approved = MONDAY - dt.timedelta(days=100 - number)
    return Candidate(number, category, f"分类{category}", promotional, approved)


def places(count: int, hours: int = 3) -> list[dt.datetime]:
    return [MONDAY + dt.timedelta(hours=hours * step) for step in range(count)]


def test_k8_it_fills_by_deficit_and_says_why() -> None:
    stock = Stock(1, places(4), [candidate(n, c) for n, c in enumerate([FUN, KNOWLEDGE, KNOWLEDGE, TIMELY])])
    stock = Stock(1, stock.openings, stock.candidates, quotas=QUOTAS)
    filling = fill(stock)
    assert [choice.post_id for choice in filling.choices] == [1, 3, 0, 2]
    assert filling.choices[0].why == "“分类2”配额 45%，本周目标 2 条，这是第 1 条；同类里最早通过审核。"


def test_k8_it_leaves_a_place_empty_rather_than_break_a_quota() -> None:
    filling = fill(Stock(1, places(10), [candidate(n, CAMPAIGN) for n in range(5)], quotas=QUOTAS))
    assert len(filling.choices) == 1
    assert filling.gaps[0].why == "还差 10 条才到配额，但这些分类没有可用的内容；剩下的“分类4”已达配额。"


def test_k8_what_no_quota_names_shares_the_unallocated_rest() -> None:
    filling = fill(Stock(1, places(20, hours=1), [candidate(n, OTHER) for n in range(5)], quotas=QUOTAS))
    assert len(filling.choices) == 1


def test_k8_it_says_what_could_not_be_met() -> None:
    empty = fill(Stock(1, places(1), []))
    assert empty.gaps[0].why == "没有已通过审核、还未排期的内容。"
    tight = fill(Stock(1, places(2, hours=1), [candidate(1), candidate(2)], limits=Limits(min_gap_minutes=120)))
    assert (len(tight.choices), len(tight.gaps)) == (1, 1)
    assert "只隔 60 分钟" in tight.gaps[0].why


def test_k8_it_keeps_a_campaigns_dates() -> None:
    late = Candidate(1, CAMPAIGN, "活动", True, MONDAY, runs_from=MONDAY + dt.timedelta(hours=5))
    filling = fill(Stock(1, places(3), [late]))
    assert [choice.at for choice in filling.choices] == [MONDAY + dt.timedelta(hours=6)]


@given(st.lists(st.integers(TIMELY, OTHER), max_size=25), st.integers(0, 14), st.integers(0, 240))
def test_k8_it_never_breaks_a_rule_and_never_uses_a_post_twice(categories: list[int], count: int, gap: int) -> None:
    candidates = [candidate(n, c, promotional=c == CAMPAIGN) for n, c in enumerate(categories)]
    limits = Limits(max_per_day=6, min_gap_minutes=gap)
    filling = fill(Stock(1, places(count, hours=2), candidates, limits=limits, quotas=QUOTAS))
    times = [choice.at for choice in filling.choices]
    assert len({choice.post_id for choice in filling.choices}) == len(times)
    assert len(times) + len(filling.gaps) == count
    assert all((b - a).total_seconds() >= gap * 60 for a, b in pairwise(times))
    used = [candidates[choice.post_id].category_id for choice in filling.choices]
    total = count
    assert all(used.count(category) < share / 100 * total + 1 for category, share in QUOTAS.items())


def test_k1_it_shows_the_empty_places(account: WeiboAccount, editor: User, at: dt.datetime) -> None:
    apply_slot_preset(account, by=editor, at=at)
    week = week_of(local_day(MONDAY))
    assert len(open_slots(account, week.start, week.end)) == 14
    make_slot(make_post(account), MONDAY.replace(hour=11, minute=5))
    assert len(open_slots(account, week.start, week.end)) == 13


def test_k1_it_offers_the_next_ones(account: WeiboAccount, editor: User, at: dt.datetime) -> None:
    assert next_free_slots(account, at, 3) == []
    apply_slot_preset(account, by=editor, at=at)
    offered = next_free_slots(account, at, 16)
    assert [f"{slot.astimezone(BEIJING):%m-%d %H:%M}" for slot in offered[:3]] == [
        "11-23 11:00",
        "11-23 17:00",
        "11-24 11:00",
    ]
    assert len(offered) == 16


@pytest.mark.parametrize("own_plan", [True, False])
def test_k8_it_plans_a_week(account: WeiboAccount, editor: User, at: dt.datetime, own_plan: bool) -> None:
    apply_slot_preset(account, by=editor, at=at)
    Policy.objects.create(account=account, name="一小时", min_gap_minutes=60)
    knowledge, promotion = make_category(), make_category("推广", promotional=True)
    if own_plan:
        plan = QuotaPlan.objects.create(account=account, updated_at=at)
        QuotaShare.objects.create(plan=plan, category=knowledge, percent=60)
        QuotaShare.objects.create(plan=plan, category=promotion, percent=10)
    for number in range(12):
        category = promotion if number % 3 == 0 else knowledge
        make_post(account, Wanted(category=category), text=f"第 {number} 条 https://weibo-ops.example/{number}")
    week = week_of(local_day(MONDAY))
    filled = plan_week(accounts=[account], week=week, by=editor, at=at)
    assert len(filled.slots) + len(filled.gaps) == 14
    assert Slot.objects.count() == len(filled.slots) > 0
    if own_plan:
        assert sum(slot.post.category_id == promotion.pk for slot in filled.slots) == 2
