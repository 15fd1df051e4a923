"""I4: the best-hour map, pure: what is sure, what is few, what is moved."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dates import BEIJING
from reports.hours import HourMap, Result, better_times, hour_map
from reports.hours.mapping import ALL_DAYS, Verdict
from reports.hours.moving import LEAST_GAP

MONDAY = dt.datetime(2026, 8, 3, tzinfo=BEIJING)
results = st.lists(
    st.builds(
        Result,
        st.integers(0, 90 * 24 * 60).map(lambda minutes: MONDAY + dt.timedelta(minutes=minutes)),
        st.integers(0, 200_000),
    ),
    max_size=120,
)
times = st.sets(st.tuples(st.integers(0, 6), st.times().map(lambda time: time.replace(second=0, microsecond=0))))


def at(week: int, weekday: int, hour: int) -> dt.datetime:
    return MONDAY + dt.timedelta(weeks=week, days=weekday, hours=hour)


def twelve_weeks(level: int = 40) -> list[Result]:
    """A post every day at 10 and at 20; 20:00 has three times the reactions, whatever the week."""
    return [
        Result(at(week, day, hour), (level * (1 + week) + (7 * day + week) % 11) * (3 if hour == 20 else 1))
        for week in range(12)
        for day in range(7)
        for hour in (10, 20)
    ]


def test_i4_an_hour_that_is_really_better_is_found_and_another_is_worse() -> None:
    found = hour_map(twelve_weeks())
    assert found.is_enough
    assert {cell.hour for cell in found.sure(Verdict.BETTER)} == {20}
    assert {cell.hour for cell in found.sure(Verdict.WORSE)} == {10}
    best = found.cells[2, 20]
    assert best.low < best.effect < best.high and best.chance > 0.95


def test_i4_an_account_that_grows_makes_no_hour_good() -> None:
    """All evening posts are of the last four weeks, when everything has ten times the reactions."""

    def some(week: int, day: int, hour: int) -> int:
        return 100 + (31 * week + 17 * day + 7 * hour) % 53

    early = [Result(at(week, day, 10), some(week, day, 10)) for week in range(8) for day in range(7)]
    late = [
        Result(at(week, day, hour), 10 * some(week, day, hour))
        for week in range(8, 12)
        for day in range(7)
        for hour in (10, 20)
    ]
    found = hour_map(early + late)
    assert {cell.hour for cell in found.sure(Verdict.BETTER)} <= {10}
    assert found.cells[ALL_DAYS, 20].verdict == Verdict.OPEN


def test_i4_few_posts_are_never_called_good_and_are_drawn_to_the_mean() -> None:
    lucky = Result(at(11, 6, 23), 100_000)
    cell = hour_map([*twelve_weeks(), lucky]).cells[6, 23]
    assert cell.verdict == Verdict.FEW
    twice = hour_map([*twelve_weeks(), *[Result(at(week, 6, 23), 900) for week in range(6, 12)]]).cells[6, 23]
    once = hour_map([*twelve_weeks(), Result(at(11, 6, 23), 900)]).cells[6, 23]
    assert 0 < once.effect < twice.effect


def test_i4_the_golden_windows_are_judged_by_the_accounts_own_posts() -> None:
    golden = {(day, 10) for day in range(7)}
    found = hour_map(twelve_weeks(), golden)
    assert found.golden is not None and found.golden.verdict == Verdict.WORSE
    assert found.plain is not None and found.plain.verdict == Verdict.BETTER
    assert hour_map(twelve_weeks()).golden is None


@given(results)
def test_i4_no_results_break_the_map(rows: list[Result]) -> None:
    found = hour_map(rows)
    assert sum(cell.posts for (day, _hour), cell in found.cells.items() if day != ALL_DAYS) == len(rows) == found.posts
    for cell in found.cells.values():
        assert -1 <= cell.low <= cell.effect <= cell.high
        assert 0 <= cell.chance <= 1
        assert (cell.chance >= 0.5) == (cell.effect >= 0) or abs(cell.effect) < 1e-9


def test_i4_a_time_goes_to_the_surely_better_hour_of_its_day() -> None:
    plan = [(0, dt.time(10)), (0, dt.time(14)), (2, dt.time(20, 30))]
    moves = better_times(hour_map(twelve_weeks()), plan, gap_minutes=60)
    assert [(move.weekday, move.was, move.to) for move in moves] == [(0, dt.time(10), dt.time(20))]


def test_i4_too_little_data_moves_nothing() -> None:
    assert better_times(hour_map(twelve_weeks()[:29]), [(0, dt.time(10))], gap_minutes=60) == []
    assert better_times(HourMap(0, {}, None, None), [(0, dt.time(10))], gap_minutes=None) == []


def test_i4_a_better_hour_too_near_to_another_time_is_not_taken() -> None:
    plan = [(0, dt.time(10)), (0, dt.time(19, 30))]
    moves = better_times(hour_map(twelve_weeks()), plan, gap_minutes=60)
    assert [(move.was, move.to) for move in moves] == [(dt.time(10), dt.time(20))] or moves == []
    near = better_times(hour_map(twelve_weeks()), [*plan, (0, dt.time(21))], gap_minutes=90)
    assert near == []


@pytest.mark.parametrize("gap", [None, 30, 240])
@given(times)
def test_i4_how_often_stays_the_same_and_moves_can_be_turned_round(
    gap: int | None, plan: set[tuple[int, dt.time]]
) -> None:
    moves = better_times(hour_map(twelve_weeks()), plan, gap_minutes=gap)
    gone = {(move.weekday, move.was) for move in moves}
    come = {(move.weekday, move.to) for move in moves}
    after = (plan - gone) | come
    assert gone <= plan and len(gone) == len(come) == len(moves) and len(after) == len(plan)
    assert (after - come) | gone == plan
    least = LEAST_GAP if gap is None else gap
    for day, to in come:
        minutes = [60 * time.hour + time.minute for other, time in after if other == day and time != to]
        assert all(abs(60 * to.hour + to.minute - one) >= least for one in minutes)
