"""Windows of the clock in UTC+8, plans by level, whom a refusal means (weibo-api section 6)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weibo.errors import Limited, Scope
from weibo.limits import (
    NORMAL_PLAN,
    TEST_PLAN,
    Plan,
    Unit,
    end_of_window,
    endpoint_of,
    scope_of,
    start_of_window,
    unit_of,
    until_after,
    until_of,
)

NOW = dt.datetime(2026, 11, 22, 15, 59, 30, tzinfo=dt.UTC)  # 23:59:30 in Peking
SHARE = "statuses/share"


def test_it_knows_the_ends_of_windows() -> None:
    assert end_of_window(NOW, Unit.HOUR) == end_of_window(NOW, Unit.DAY) == dt.datetime(2026, 11, 22, 16, tzinfo=dt.UTC)
    assert until_of(Limited(code=10023), now=NOW) == end_of_window(NOW, Unit.HOUR)
    assert until_of(Limited(code=20016, retry_after=600), now=NOW) == NOW + dt.timedelta(seconds=600)
    assert until_after(0, now=NOW) == NOW


def test_it_begins_the_day_at_midnight_in_peking() -> None:
    assert start_of_window(NOW, Unit.DAY) == dt.datetime(2026, 11, 21, 16, tzinfo=dt.UTC)
    later = NOW + dt.timedelta(seconds=30)
    assert start_of_window(later, Unit.DAY) == start_of_window(later, Unit.HOUR) == later


@given(
    st.integers(1_577_836_800, 2_208_988_800).map(lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC)),
    st.sampled_from(Unit),
    st.integers(-12, 14),
)
def test_it_puts_every_instant_into_one_window_whatever_its_zone(now: dt.datetime, unit: Unit, hours: int) -> None:
    start, end = start_of_window(now, unit), end_of_window(now, unit)
    assert start <= now < end
    assert start_of_window(end - dt.timedelta(microseconds=1), unit) == start
    assert start_of_window(end, unit) == end
    assert start_of_window(now.astimezone(dt.timezone(dt.timedelta(hours=hours))), unit) == start


def test_it_shortens_paths_to_names() -> None:
    assert endpoint_of("/2/statuses/share.json") == endpoint_of("/statuses/share") == SHARE


@pytest.mark.parametrize(
    ("code", "scope"),
    [(10022, Scope.IP), (10023, Scope.USER), (10024, Scope.ENDPOINT), (20016, Scope.ENDPOINT), (None, Scope.ENDPOINT)],
)
def test_it_knows_whom_a_refusal_means(code: int | None, scope: Scope) -> None:
    assert scope_of(code) is scope


def test_it_reads_plans_by_scope_and_unit() -> None:
    assert NORMAL_PLAN.limit(Scope.USER, "", Unit.DAY) == 100
    assert NORMAL_PLAN.limit(Scope.USER, "", Unit.HOUR) is None
    assert TEST_PLAN.limit(Scope.IP, "", Unit.HOUR) == 1000
    assert TEST_PLAN.limit(Scope.ENDPOINT, SHARE, Unit.HOUR) == 30
    assert Plan().limit(Scope.ENDPOINT, "x", Unit.DAY) is None


def test_it_reads_units() -> None:
    assert [unit_of(text) for text in ("HOURS", "DAYS", "day", "")] == [Unit.HOUR, Unit.DAY, Unit.DAY, Unit.HOUR]
