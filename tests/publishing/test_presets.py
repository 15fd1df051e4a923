"""What the document's numbers become: data that every installation starts with."""

import datetime as dt

import pytest

from accounts.models import User, WeiboAccount
from core.errors import UserError
from publishing.models import GoldenWindow, PolicyPreset, SlotPreset, SpecialDay
from publishing.services import PolicyInput, apply_policy_preset, apply_slot_preset, set_policy

pytestmark = pytest.mark.django_db


def test_k1_it_gives_an_account_the_documents_week(account: WeiboAccount, editor: User, at: dt.datetime) -> None:
    plan = apply_slot_preset(account, by=editor, at=at)
    week: dict[int, list[str]] = {}
    for weekday, time in plan.times.values_list("weekday", "time"):
        week.setdefault(weekday, []).append(f"{time:%H:%M}")
    short, long = ["11:00", "17:00"], ["10:00", "11:00", "14:00", "17:00"]
    assert week == {0: short, 1: short, 2: long, 3: long, 4: short}


def test_k1_it_can_be_applied_again(account: WeiboAccount, editor: User, at: dt.datetime) -> None:
    apply_slot_preset(account, by=editor, at=at)
    assert apply_slot_preset(account, by=editor, at=at).times.count() == 14


def test_k1_it_takes_an_edited_preset(account: WeiboAccount, editor: User, at: dt.datetime) -> None:
    SlotPreset.objects.update(times=[[6, "21:30"]])
    assert [str(row.time) for row in apply_slot_preset(account, by=editor, at=at).times.all()] == ["21:30:00"]


def test_k2_it_ships_the_three_policies() -> None:
    rows = PolicyPreset.objects.values_list("min_per_day", "max_per_day", "min_gap_minutes", "source")
    assert set(rows) == {(5, 10, 60, "S1.5"), (4, 6, 120, "S1.6"), (7, None, None, "S1.4")}


def test_k2_it_applies_a_policy(account: WeiboAccount, editor: User, at: dt.datetime) -> None:
    policy = apply_policy_preset(account, by=editor, at=at)
    assert (policy.min_gap_minutes, policy.burst_posts) == (60, 3)


def test_k2_it_refuses_a_least_above_the_most(account: WeiboAccount, editor: User, at: dt.datetime) -> None:
    with pytest.raises(UserError, match="不能多于"):
        set_policy(account=account, numbers=PolicyInput("x", min_per_day=9, max_per_day=3), by=editor, at=at)


def test_k3_it_ships_the_golden_windows() -> None:
    evening = GoldenWindow.objects.get(name="工作日晚间")
    assert (evening.on_workdays, f"{evening.starts:%H}", f"{evening.ends:%H}") == (True, "18", "23")
    weekend = GoldenWindow.objects.filter(on_workdays=False).values_list("starts__hour", "ends__hour")
    assert set(weekend) == {(13, 14), (17, 20)}


def test_k7_it_knows_the_big_days_of_two_years() -> None:
    for year in (2026, 2027):
        names = set(SpecialDay.objects.filter(date__year=year).values_list("name", flat=True))
        assert {"3·15 消费者权益日", "618", "双11", "国庆节", "春节"} <= names
