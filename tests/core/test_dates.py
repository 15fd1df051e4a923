"""Days and weeks in China; holidays only as far as they have been announced."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dates import BEIJING, DayKind, SoFar, at_local, day_kind, day_start, local_day, month_of, week_of


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (dt.date(2026, 11, 23), DayKind.WORKDAY),
        (dt.date(2026, 11, 22), DayKind.WEEKEND),
        (dt.date(2026, 10, 1), DayKind.HOLIDAY),
        (dt.date(2026, 2, 17), DayKind.HOLIDAY),
        (dt.date(2026, 2, 14), DayKind.MAKE_UP),
        (dt.date(2027, 1, 4), DayKind.UNKNOWN),
        (dt.date(1999, 1, 1), DayKind.UNKNOWN),
        (dt.date(9999, 12, 31), DayKind.UNKNOWN),
    ],
)
def test_it_tells_what_a_day_is(day: dt.date, kind: DayKind) -> None:
    assert day_kind(day) == kind


@given(st.dates())
def test_it_never_raises_for_a_date(day: dt.date) -> None:
    assert isinstance(day_kind(day), DayKind)


@given(st.dates(min_value=dt.date(1900, 1, 8), max_value=dt.date(9999, 12, 1)))
def test_a_week_runs_from_monday_to_sunday(day: dt.date) -> None:
    week = week_of(day)
    assert week.monday.weekday() == 0 and day in week.days and len(week.days) == 7
    assert week.sunday == week.days[-1]
    assert week.next.previous == week


def test_a_day_begins_at_midnight_in_beijing() -> None:
    assert day_start(dt.date(2026, 11, 23)).astimezone(dt.UTC) == dt.datetime(2026, 11, 22, 16, tzinfo=dt.UTC)
    assert local_day(dt.datetime(2026, 11, 22, 15, 59, tzinfo=dt.UTC)) == dt.date(2026, 11, 22)
    assert local_day(dt.datetime(2026, 11, 22, 16, 0, tzinfo=dt.UTC)) == dt.date(2026, 11, 23)
    assert at_local(dt.date(2026, 11, 23), dt.time(10)).tzinfo == BEIJING


def test_a_week_has_its_iso_number() -> None:
    assert str(week_of(dt.date(2026, 11, 23))) == "2026-W48"
    assert str(week_of(dt.date(2027, 1, 1))) == "2026-W53"
    week = week_of(dt.date(2026, 11, 25))
    assert week.end - week.start == dt.timedelta(days=7)


def test_i5_a_month_so_far_lies_beside_the_same_part_of_the_month_before() -> None:
    whole = month_of(dt.date(2028, 3, 31))
    so_far = SoFar(whole, dt.date(2028, 3, 30))
    assert (len(so_far.days), so_far.first, so_far.end) == (30, whole.first, day_start(dt.date(2028, 3, 31)))
    assert so_far.previous == SoFar(month_of(dt.date(2028, 2, 1)), dt.date(2028, 2, 29))  # a shorter month ends earlier
    assert (so_far.next, str(so_far), so_far.kind) == (whole.next, "2028-03", "month")
