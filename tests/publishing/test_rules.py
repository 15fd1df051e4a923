"""Rules of frequency (K2) and no lion's roar (K4), as pure functions."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from core.dates import BEIJING
from publishing.planner import Limits, Neighbour, breaches

TEN = dt.datetime(2026, 11, 26, 10, 0, tzinfo=BEIJING)


def near(*minutes: int, promotional: bool = False) -> list[Neighbour]:
    return [Neighbour(TEN + dt.timedelta(minutes=step), promotional) for step in minutes]


def rules(limits: Limits, neighbours: list[Neighbour], *, promotional: bool = False) -> list[str]:
    return [breach.rule for breach in breaches(limits, neighbours, TEN, promotional=promotional)]


def test_k2_it_keeps_the_least_distance_on_both_sides() -> None:
    hour = Limits(min_gap_minutes=60)
    assert rules(hour, near(-60, 60)) == []
    assert rules(hour, near(-59)) == ["min_gap"]
    assert rules(hour, near(59)) == ["min_gap"]


def test_k2_it_names_the_neighbour_and_the_minutes() -> None:
    (breach,) = breaches(Limits(min_gap_minutes=120), near(-30), TEN)
    assert breach.sentence == "与 11-26 09:30 的另一条只隔 30 分钟，策略要求至少 120 分钟。"


def test_k2_it_counts_a_day_in_beijing() -> None:
    assert rules(Limits(max_per_day=2), near(-300, 300)) == ["max_per_day"]
    assert rules(Limits(max_per_day=2), near(-300, 14 * 60)) == []


def test_k2_it_sees_two_at_the_same_minute_under_any_policy() -> None:
    assert rules(Limits(), near(0)) == ["same_time"]


def test_k4_it_hears_the_roar_whatever_the_order() -> None:
    limits = Limits(burst_posts=3, burst_minutes=30)
    assert rules(limits, near(-20, -10)) == []
    assert rules(limits, near(-20, -10, 5)) == ["burst"]
    assert rules(limits, near(5, 10, 20)) == ["burst"]
    assert rules(limits, near(-25, -20, 20)) == []


def test_k2_it_warns_of_two_promotions_that_touch() -> None:
    promotions = near(-180, promotional=True)
    assert rules(Limits(), promotions, promotional=True) == ["promotions"]
    assert rules(Limits(), promotions) == []
    assert rules(Limits(), [*promotions, *near(-90)], promotional=True) == []


@given(st.lists(st.integers(-600, 600), max_size=12), st.integers(1, 5), st.integers(1, 120))
def test_k4_it_agrees_with_counting_every_window(minutes: list[int], most: int, span: int) -> None:
    """Whatever stands around: more than `most` within `span` minutes, this one included, is a burst, else none."""
    limits = Limits(burst_posts=most, burst_minutes=span)
    times = [*minutes, 0]
    crowded = any(
        start <= 0 < start + span and sum(start <= time < start + span for time in times) > most
        for start in range(-span, 1)
    )
    assert ("burst" in rules(limits, near(*minutes))) == crowded
