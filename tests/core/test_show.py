"""How numbers and times are shown (ui.md)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core.dates import BEIJING
from core.templatetags import show

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (9999, "9999"),
        (10000, "1万"),
        (12345, "1.2万"),
        (123456789, "1.2亿"),
        (-12345, "-1.2万"),
        (3.14159, "3.1"),
        (Decimal("20000"), "2万"),
        (99_999_999, "1亿"),
        (99_950, "10万"),
        (99_994_000, "9999.4万"),
    ],
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert show.short_number(value) == text


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_short_numbers_stay_short(value: int) -> None:
    assert len(show.short_number(value)) <= 9
    assert "e" not in show.short_number(value)


def test_unknown_is_a_dash_never_a_zero() -> None:
    assert "—" in show.count(None) and "0" not in show.count(None)
    assert show.percent(None) == show.change(None) == show.when(None) == show.age(None) == "—"
    assert ">0<" in show.count(0)
    assert show.percent(0) == "0%"


def test_the_exact_number_is_on_hover() -> None:
    assert 'title="12,345"' in show.count(12345)


def test_a_change_has_sign_and_arrow() -> None:
    assert "▲ +12.5%" in show.change(0.125)
    assert "▼ -3.0%" in show.change(-0.03)
    assert "■" in show.change(0)


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (NOW.replace(hour=10), "今天 10:00"),
        (NOW + dt.timedelta(days=1), "明天 09:00"),
        (NOW - dt.timedelta(days=1), "昨天 09:00"),
        (NOW.replace(day=26, hour=14), "周四 14:00"),
        (NOW.replace(day=30), "11-30 09:00"),
        (NOW.replace(year=2025), "2025-11-23 09:00"),
        (dt.datetime(2026, 11, 23, 16, 30, tzinfo=dt.UTC), "明天 00:30"),
    ],
)
def test_times_are_near_words(at: dt.datetime, text: str) -> None:
    assert show.when_text(at, NOW) == text


def test_the_exact_time_is_on_hover() -> None:
    assert 'title="2026-11-23 09:00:00"' in show.when(NOW)


@pytest.mark.parametrize(
    ("back", "text"), [(10, "刚刚"), (300, "5 分钟前"), (7200, "2 小时前"), (200_000, "2 天前"), (-60, "刚刚")]
)
def test_ages_are_words(back: int, text: str) -> None:
    assert show.age(timezone.now() - dt.timedelta(seconds=back)) == text


@pytest.mark.parametrize(
    ("minutes", "text"), [(None, "—"), (0, "0 分钟"), (119, "119 分钟"), (720, "12 小时"), (145, "2 小时 25 分钟")]
)
def test_long_times_are_told_in_hours(minutes: int | None, text: str) -> None:
    assert show.duration(minutes) == text


def test_an_unnamed_audit_code_shows_itself() -> None:
    assert show.audit_label("nobody.knows.this") == "nobody.knows.this"
    assert show.audit_label("accounts.grant.given") == "授予了权限"


def test_a_fall_of_minutes_is_good_news() -> None:
    assert "change-up" in show.change_down(-0.3)
    assert "▼ -30.0%" in show.change_down(-0.3)
    assert "change-down" in show.change_down(0.3)
    assert show.change_down(None) == "—"
