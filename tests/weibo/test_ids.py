"""Ids of posts: both forms and the clock inside (weibo-api 4.5)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weibo.text import base62_to_mid, id_floor_of_time, mid_to_base62, time_of_id

TABLE = [
    ("3501756485200075", "z0JH2lOMb"),
    ("3504803600502730", "z20XK26My"),
    ("3342743143147479", "xhVWydcNN"),
    ("4060309792585658", "EpiVRaQEa"),
    ("4467107636950632", "Is9M7taaY"),
    ("5612814510546515491", "eBi65u6rkYz"),
]
MOMENTS = st.datetimes(dt.datetime(2012, 1, 1), dt.datetime(2080, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001


@pytest.mark.parametrize(("mid", "code"), TABLE)
def test_it_translates_the_documented_pairs(mid: str, code: str) -> None:
    assert mid_to_base62(mid) == code
    assert base62_to_mid(code) == mid


@given(st.integers(0, 10**19))
def test_it_goes_there_and_back(number: int) -> None:
    assert base62_to_mid(mid_to_base62(number)) == str(number)


@pytest.mark.parametrize("bad", ["", "-1", "12a", "１２", "9" * 40])
def test_it_refuses_what_is_no_decimal_id(bad: str) -> None:
    with pytest.raises(ValueError, match="post id"):
        mid_to_base62(bad)


@pytest.mark.parametrize("bad", ["", "é", "ZZZZ", "z0JH2lOM!", "a" * 40])
def test_it_refuses_what_is_no_base62_id(bad: str) -> None:
    with pytest.raises(ValueError, match="post id"):
        base62_to_mid(bad)


@given(st.text())
def test_it_answers_any_text_with_an_id_or_a_value_error(text: str) -> None:
    try:
        assert base62_to_mid(text).isdigit()
    except ValueError:
        return


@given(MOMENTS)
def test_it_reads_the_time_it_minted(moment: dt.datetime) -> None:
    second = moment.replace(microsecond=0)
    floor = id_floor_of_time(moment)
    assert time_of_id(floor) == second
    assert time_of_id(floor + 2**22 - 1) == second
    assert time_of_id(floor - 1) == second - dt.timedelta(seconds=1)


def test_it_knows_the_documented_id_of_january_2026() -> None:
    assert time_of_id(5250187052187648).strftime("%Y-%m") in {"2025-12", "2026-01"}


def test_it_refuses_ids_without_a_date() -> None:
    for bad in ("-5", "x", 10**40):
        with pytest.raises(ValueError):
            time_of_id(bad)
    with pytest.raises(ValueError, match="aware"):
        id_floor_of_time(dt.datetime(2026, 1, 1))  # noqa: DTZ001
    assert id_floor_of_time(dt.datetime(1980, 1, 1, tzinfo=dt.UTC)) == 0
