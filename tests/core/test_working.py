"""K7, E1: working minutes are the other way round of working deadlines."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from core.dates import BEIJING
from core.working import WorkingDay, after_working, working_minutes

DAY = WorkingDay(dt.time(9), dt.time(18), dt.time(12), dt.time(13))
NEW_YEAR = dt.datetime(2026, 1, 1, tzinfo=BEIJING)
MOMENTS = st.timedeltas(dt.timedelta(0), dt.timedelta(days=330)).map(lambda passed: NEW_YEAR + passed)


@given(MOMENTS, st.integers(1, 5000))
def test_e1_so_many_working_minutes_later_so_many_have_passed(start: dt.datetime, minutes: int) -> None:
    assert working_minutes(start, after_working(start, minutes / 60, DAY), DAY) in (minutes, minutes - 1)


@given(MOMENTS, st.timedeltas(dt.timedelta(0), dt.timedelta(days=20)), st.timedeltas(dt.timedelta(0), dt.timedelta(9)))
def test_e1_it_adds_up_and_never_runs_backwards(start: dt.datetime, first: dt.timedelta, more: dt.timedelta) -> None:
    middle, end = start + first, start + first + more
    whole, parts = working_minutes(start, end, DAY), working_minutes(start, middle, DAY)
    parts += working_minutes(middle, end, DAY)
    assert 0 <= whole - parts <= 1
    assert working_minutes(end, start, DAY) == 0 or more + first == dt.timedelta(0)


def test_k7_make_up_days_count_and_holidays_do_not() -> None:
    sunday = dt.datetime(2026, 2, 14, 9, tzinfo=BEIJING)  # a Saturday that is worked before Spring Festival
    assert working_minutes(sunday, sunday + dt.timedelta(days=1), DAY) == 8 * 60
    assert working_minutes(sunday + dt.timedelta(days=1), sunday + dt.timedelta(days=9), DAY) == 0
