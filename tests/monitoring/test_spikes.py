"""M4: the statistics behind alerts, as properties."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from monitoring.watch.episodes import Judged, compare, episodes, looks
from monitoring.watch.news import Told, what_is_new
from monitoring.watch.series import Heard, Series
from monitoring.watch.spikes import DAY, WEEK, Basis, Setting, find_spike, severity_of, usual_at

NOW = 30_000_000 // DAY * DAY + 600
EVERYTHING = Heard([(0, NOW + WEEK)])
SETTING = Setting(minimum=5)
minutes = st.dictionaries(st.integers(NOW - 9 * WEEK, NOW - 1), st.integers(1, 400), max_size=30)


def steady(per_hour: int, weeks: int = 9) -> dict[int, int]:
    return dict.fromkeys(range(NOW - weeks * WEEK, NOW, 60 // per_hour), 1)


@given(minutes, st.sampled_from(["low", "normal", "high"]), st.integers(0, 50))
def test_m4_whatever_is_raised_lies_above_minimum_threshold_and_usual(
    counts: dict[int, int], how: str, minimum: int
) -> None:
    spike = find_spike(Series(counts), EVERYTHING, NOW, Setting(minimum=minimum, sensitivity=how))
    if spike is not None:
        assert spike.count >= max(1, minimum)
        assert spike.count > spike.usual.threshold > spike.usual.median
        assert spike.usual.low <= spike.usual.median <= spike.usual.high


@given(minutes)
def test_m4_who_is_stricter_raises_no_more(counts: dict[int, int]) -> None:
    found = [find_spike(Series(counts), EVERYTHING, NOW, Setting(5, how)) for how in ("low", "normal", "high")]
    for strict, lax in pairwise(found):
        assert strict is None or lax is not None


@given(minutes, st.integers(1, 500))
def test_m4_more_of_the_same_stays_a_spike(counts: dict[int, int], more: int) -> None:
    """In the running ten minutes, which are in nobody's past."""
    if find_spike(Series(counts), EVERYTHING, NOW, SETTING) is not None:
        louder = {**counts, NOW - 1: counts.get(NOW - 1, 0) + more}
        assert find_spike(Series(louder), EVERYTHING, NOW, SETTING) is not None


@given(minutes, st.lists(st.integers(NOW - 9 * WEEK, NOW), min_size=1, max_size=20), st.integers(1, 900))
def test_m4_counts_equal_a_naive_sum(counts: dict[int, int], ends: list[int], length: int) -> None:
    found = Series(counts).counts(np.array(ends, dtype=np.int64), length)
    assert list(found) == [sum(n for at, n in counts.items() if end - length <= at < end) for end in ends]


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), max_size=8), st.integers(1, 60))
def test_m2_heard_means_every_minute(stretches: list[tuple[int, int]], length: int) -> None:
    covered = {minute for start, end in stretches for minute in range(start, end)}
    ends = np.arange(length, 260, dtype=np.int64)
    whole = Heard(stretches).whole(ends, length)
    assert list(whole) == [all(minute in covered for minute in range(end - length, end)) for end in ends]


def test_m4_a_steady_flow_is_never_a_spike() -> None:
    assert not episodes(Series(steady(30)), EVERYTHING, looks(NOW - WEEK, NOW), SETTING)


def test_m4_a_burst_is_found_with_the_numbers_of_its_window() -> None:
    spike = find_spike(Series({**steady(6), NOW - 8: 41}), EVERYTHING, NOW, SETTING)
    assert spike is not None and spike.minutes == 10 and spike.count == 42
    assert (spike.usual.median, spike.usual.basis) == (1, Basis.WEEKS)


def test_m4_what_burns_slowly_is_found_by_the_long_window_only() -> None:
    """Three times the usual for hours, never enough in an hour."""
    counts = steady(1)
    for minute in range(NOW - 700, NOW, 15):
        counts[minute] = counts.get(minute, 0) + 1
    spike = find_spike(Series(counts), EVERYTHING, NOW, SETTING)
    assert spike is not None and spike.minutes == 720


def test_m4_deaf_weeks_are_not_calm_weeks() -> None:
    """Half of the past is missing; what was heard says that 40 in ten minutes are usual."""
    counts = dict.fromkeys(range(NOW - 4 * WEEK, NOW, 10), 40)
    deaf = Heard([(NOW - 4 * WEEK, NOW)])
    assert find_spike(Series(counts), deaf, NOW, SETTING) is None
    assert usual_at(Series(counts), Heard([]), NOW, 10, SETTING.strictness) is None


def test_m4_a_young_past_falls_back_honestly() -> None:
    counts = dict.fromkeys(range(NOW - 3 * DAY, NOW, 10), 2)
    days = usual_at(Series(counts), Heard([(NOW - 3 * DAY - 120, NOW)]), NOW, 10, SETTING.strictness)
    hours = usual_at(Series(counts), Heard([(NOW - 30 * 60, NOW)]), NOW, 10, SETTING.strictness)
    assert days is not None and days.basis is Basis.DAYS
    assert hours is not None and hours.basis is Basis.RECENT and hours.threshold > days.threshold


@given(st.floats(1, 1e9), st.none() | st.integers(0, 100), st.none() | st.integers(0, 10**9))
def test_m4_severity_lies_between_1_and_10(excess: float, negative: int | None, reach: int | None) -> None:
    found = severity_of(excess, negative=negative, reach=reach)
    assert severity_of(excess) <= found <= 10 and found >= 1


def test_m4_only_new_facts_count() -> None:
    told = Told(severity=4, per_minute=2.0, negative=None)
    assert what_is_new(told, told) is None
    assert what_is_new(Told(6, 2.0, None), told) == "worse"
    assert what_is_new(Told(4, 4.0, None), told) == "faster"
    assert what_is_new(Told(4, 2.0, 60), told) == "darker"
    assert what_is_new(Told(4, 2.0, None, ("大号",)), told) == "big"
    assert what_is_new(Told(6, 9.0, 90), told, dismissed=True) is None


def test_m4_a_replay_is_compared_with_what_people_said() -> None:
    found = episodes(Series({**steady(6), NOW - 8: 60}), EVERYTHING, looks(NOW - DAY, NOW), SETTING)
    judged = [Judged(NOW - 5, NOW, True), Judged(NOW - 3000, NOW - 2900, True), Judged(NOW - 9000, NOW - 8900, False)]
    verdicts = compare([(one.first, one.last) for one in found], judged, slack=120)
    assert (verdicts.raised, verdicts.right, verdicts.wrong, verdicts.missed) == (1, 1, 0, 1)
    assert (verdicts.precision, verdicts.recall) == (100, 50)
