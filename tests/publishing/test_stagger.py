"""A11: staggering, whatever presets and accounts: never below the minimum gap. Pure."""

import datetime as dt
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AccountKind
from core.dates import BEIJING
from publishing.planner.stagger import Wave, Wish, nearest, recount, stagger, wave_for

WISHES = st.lists(st.builds(Wish, st.integers(-10, 3000), st.integers(-5, 600)), max_size=50)
GAPS = st.integers(-3, 300)
START = dt.datetime(2026, 11, 23, 9, 0, tzinfo=BEIJING)


@given(WISHES, GAPS, st.integers(0, 99))
def test_a11_no_two_accounts_are_nearer_than_the_gap(wishes: list[Wish], least: int, seed: int) -> None:
    minutes = stagger(wishes, least=least, seed=seed)
    gap = max(least, 1)
    assert len(minutes) == len(wishes)
    assert all(abs(one - other) >= gap for one, other in combinations([0, *minutes], 2))


@given(WISHES, GAPS, st.integers(0, 99))
def test_a11_nobody_is_earlier_than_wished_and_the_draw_repeats(wishes: list[Wish], least: int, seed: int) -> None:
    minutes = stagger(wishes, least=least, seed=seed)
    assert all(minute >= wish.offset for minute, wish in zip(minutes, wishes, strict=True))
    assert minutes == stagger(wishes, least=least, seed=seed)


@given(WISHES, GAPS, st.integers(-600, 6000))
def test_a11_counting_from_the_real_start_keeps_the_gap(wishes: list[Wish], least: int, late: int) -> None:
    minutes = dict(enumerate(stagger(wishes, least=least, seed=1)))
    now = START + dt.timedelta(minutes=late)
    times = recount(minutes, START, now=now, least=least)
    gap = dt.timedelta(minutes=max(least, 1))
    assert all(after - before >= gap for before, after in pairwise(sorted([START, *times.values()])))
    assert all(at >= now and at >= START + dt.timedelta(minutes=minutes[key]) for key, at in times.items())


def test_a11_a_spread_is_used() -> None:
    drawn = {stagger([Wish(20, 20)], least=10, seed=seed)[0] for seed in range(40)}
    assert min(drawn) >= 20 and max(drawn) <= 40 and len(drawn) > 10


def test_a11_the_wave_of_a_kind() -> None:
    waves = [Wave(("brand",), "repost", 20, 20), Wave((), "own", 90, 0)]
    assert wave_for(AccountKind.BRAND, waves).offset == 20
    assert wave_for(AccountKind.REGION, waves) == Wave((), "own", 90, 0)
    assert wave_for(AccountKind.REGION, waves[:1]).offset == 20, "nobody is left out"
    assert wave_for(AccountKind.REGION, []).what == "repost"
    assert Wave.from_json({"kinds": None, "offset": "5"}) == Wave((), "repost", 5, 0)


def test_a11_the_nearest_of_others() -> None:
    near, far = START + dt.timedelta(minutes=4), START + dt.timedelta(minutes=30)
    assert nearest(START, [far, near], least=10) == near
    assert nearest(START, [far], least=10) is None
