"""Dates in every shape, with the id as the judge (rule M2)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.readers.dates import Moment, clock_of, parse_date, settle
from tests.monitoring.readers.conftest import NOW
from weibo.text import id_floor_of_time

CHINA = dt.timezone(dt.timedelta(hours=8))


def local(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=CHINA).astimezone(dt.UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2020-08-14 08:30", local(2020, 8, 14, 8, 30)),
        ("2020-08-14 08:30:15", local(2020, 8, 14, 8, 30, 15)),
        ("2019-12-28T10:00:01", local(2019, 12, 28, 10, 0, 1)),
        ("2026-04-16 20:57:49+08:00", local(2026, 4, 16, 20, 57, 49)),
        ("2026-04-16T12:57:49Z", local(2026, 4, 16, 20, 57, 49)),
        ("2024/6/24 16:10", local(2024, 6, 24, 16, 10)),
        ("2020年04月18日 11:47", local(2020, 4, 18, 11, 47)),
        ("1666863485", dt.datetime(2022, 10, 27, 9, 38, 5, tzinfo=dt.UTC)),
        ("1666863485000", dt.datetime(2022, 10, 27, 9, 38, 5, tzinfo=dt.UTC)),
        ("Mon May 27 11:20:00 +0800 2013", local(2013, 5, 27, 11, 20)),
        ("07月23日 11:47", local(2026, 7, 23, 11, 47)),
        ("12月28日 21:40", local(2025, 12, 28, 21, 40)),
        ("11-22 14:59", local(2026, 11, 22, 14, 59)),
        ("02月29日 10:00", local(2024, 2, 29, 10, 0)),
        ("刚刚", NOW),
        ("30秒前", NOW - dt.timedelta(seconds=30)),
        ("5分钟前", NOW - dt.timedelta(minutes=5)),
        ("2小时前", NOW - dt.timedelta(hours=2)),
        ("今天 10:00", local(2026, 11, 22, 10, 0)),
        ("今天10:00", local(2026, 11, 22, 10, 0)),
        ("昨天 10:00", local(2026, 11, 21, 10, 0)),
        ("前天 23:59", local(2026, 11, 20, 23, 59)),
    ],
)
def test_m2_it_reads_the_date(text: str, moment: dt.datetime) -> None:
    assert parse_date(text, now=NOW) == Moment(moment, precise=True)


@pytest.mark.parametrize("text", ["2025-04-02", "2019-12-28T00:00:00", "2019-12-28 00:00:00", "昨天", "07月23日"])
def test_m2_it_knows_a_day_without_a_time(text: str) -> None:
    moment = parse_date(text, now=NOW)
    assert moment is not None
    assert not moment.precise


@pytest.mark.parametrize(
    "text", ["", "2026-昨天-0: 0", "转发", "2026-13-01", "99月99日", "2020-02-30 10:00", "x" * 100, "9" * 12]
)
def test_m2_it_answers_nothing_for_garbage(text: str) -> None:
    assert parse_date(text, now=NOW) is None


MOMENTS = st.datetimes(dt.datetime(2012, 1, 1), dt.datetime(2090, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001


@given(st.integers(1, 12), st.integers(1, 31), st.integers(0, 23), MOMENTS)
def test_m2_it_never_infers_a_year_into_the_future(month: int, day: int, hour: int, now: dt.datetime) -> None:
    moment = parse_date(f"{month:02d}月{day:02d}日 {hour:02d}:00", now=now)
    assert moment is None or now - dt.timedelta(days=9 * 366) <= moment.at <= now


@given(st.text(max_size=70) | st.text(alphabet="0123456789-:年月日昨天今前小时分钟秒 TZ+/.", max_size=30), MOMENTS)
def test_m2_it_reads_any_text_as_a_date_or_nothing(text: str, now: dt.datetime) -> None:
    moment = parse_date(text, now=now)
    assert moment is None or moment.at.tzinfo is dt.UTC


POSTED = local(2026, 11, 20, 10, 5)
CLOCK = clock_of(str(id_floor_of_time(POSTED)))


@pytest.mark.parametrize(
    ("stated", "settled"),
    [
        (Moment(POSTED, precise=True), (POSTED, False)),
        (Moment(POSTED + dt.timedelta(seconds=60), precise=True), (POSTED + dt.timedelta(seconds=60), False)),
        (Moment(POSTED + dt.timedelta(hours=8), precise=True), (POSTED, True)),
        (Moment(POSTED + dt.timedelta(days=365), precise=True), (POSTED, True)),
        (Moment(local(2026, 11, 20), precise=False), (POSTED, False)),
        (Moment(local(2025, 11, 20), precise=False), (POSTED, True)),
        (None, (POSTED, True)),
    ],
)
def test_m2_it_lets_the_clock_in_the_id_decide(stated: Moment | None, settled: tuple[dt.datetime, bool]) -> None:
    assert settle(stated, CLOCK, now=NOW) == settled


def test_m2_it_has_no_clock_for_old_ids() -> None:
    assert clock_of("3342743143") is None
    assert settle(Moment(POSTED, precise=True), None, now=NOW) == (POSTED, False)
    assert settle(Moment(NOW + dt.timedelta(days=30), precise=True), None, now=NOW) == (None, False)
    assert settle(None, None, now=NOW) == (None, False)
