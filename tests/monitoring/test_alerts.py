"""M4: a set that catches clearly more than usual raises one explainable alert, and old files raise none."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from core.errors import Conflict
from core.models import AuditEntry
from monitoring.models import Alert, AlertState, KeywordSet
from monitoring.services import settle_alert, sweep_set
from monitoring.watch.spikes import find_spike, severity_of
from tests.conftest import AT
from tests.monitoring.conftest import Say, make_set

NOW = AT + dt.timedelta(minutes=40)
WEEK = dt.timedelta(weeks=1)
DAY = dt.timedelta(days=1)


def past(say: Say, keyword_set: KeywordSet, *, an_hour: int = 2) -> None:
    """Eight quiet weeks with a few mentions in the same hours."""
    for week in range(1, 9):
        for hour in (-1, 0, 1):
            say(*["山岚"] * an_hour, at=AT - week * WEEK + dt.timedelta(hours=hour, minutes=5))
    sweep_set(keyword_set, now=AT - DAY)


def test_m4_it_raises_an_alert_that_explains_itself(say: Say) -> None:
    keyword_set = make_set("山岚", "爆炸")
    past(say, keyword_set)
    say(*["山岚杯子爆炸"] * 41, at=AT + dt.timedelta(minutes=20), author="目击者")
    sweep_set(keyword_set, now=NOW)
    alert = Alert.objects.get()
    assert (alert.count, alert.usual_low, alert.usual_high) == (41, 2, 2)
    assert (alert.window_start, alert.window_end) == (AT, NOW)
    assert alert.facts["words"][0] == {"name": "山岚", "count": 41} or alert.facts["words"][0]["name"] == "爆炸"
    assert alert.facts["authors"] == [{"name": "目击者", "count": 41}]
    assert 1 < alert.severity <= 10
    assert AuditEntry.objects.filter(code="monitoring.alert.raised").count() == 1


def test_m4_one_alert_per_set_and_hour_grows(say: Say) -> None:
    keyword_set = make_set("山岚")
    past(say, keyword_set)
    say(*["山岚"] * 30, at=AT + dt.timedelta(minutes=5))
    sweep_set(keyword_set, now=AT + dt.timedelta(minutes=10))
    say(*["山岚"] * 30, at=AT + dt.timedelta(minutes=30))
    sweep_set(keyword_set, now=NOW)
    assert Alert.objects.get().count == 60


def test_m4_an_old_file_that_is_imported_today_alarms_nobody(say: Say) -> None:
    keyword_set = make_set("山岚")
    past(say, keyword_set)
    say(*["山岚"] * 500, at=AT - dt.timedelta(days=3, hours=2))
    sweep_set(keyword_set, now=NOW)
    assert not Alert.objects.exists()


def test_m4_without_a_comparable_past_nothing_is_raised(say: Say) -> None:
    keyword_set = make_set("山岚")
    say(*["山岚"] * 100, at=AT + dt.timedelta(minutes=5))
    sweep_set(keyword_set, now=NOW)
    assert not Alert.objects.exists()


def test_m4_an_hour_in_which_we_were_deaf_does_not_count_as_calm(say: Say) -> None:
    """Only two weeks were collected: hours before must not be taken for zeros."""
    keyword_set = make_set("山岚")
    for week in (1, 2):
        say(*["山岚"] * 60, at=AT - week * WEEK + dt.timedelta(minutes=5))
    say(*["山岚"] * 50, at=AT + dt.timedelta(minutes=5))
    sweep_set(keyword_set, now=NOW)
    assert not Alert.objects.exists()


def test_m4_small_numbers_alarm_nobody(say: Say) -> None:
    keyword_set = make_set("山岚")
    past(say, keyword_set, an_hour=0)
    say(*["山岚"] * 19, at=AT + dt.timedelta(minutes=5))
    sweep_set(keyword_set, now=NOW)
    assert not Alert.objects.exists()


def test_m4_it_is_settled_once(say: Say, approver: User) -> None:
    keyword_set = make_set("山岚")
    past(say, keyword_set)
    say(*["山岚"] * 41, at=AT + dt.timedelta(minutes=5))
    sweep_set(keyword_set, now=NOW)
    alert = settle_alert(alert=Alert.objects.get(), state=AlertState.DISMISSED, by=approver, at=NOW)
    assert (alert.state, alert.handled_by, alert.handled_at) == (AlertState.DISMISSED, approver, NOW)
    with pytest.raises(Conflict):
        settle_alert(alert=alert, state=AlertState.CONFIRMED, by=approver, at=NOW)


@given(history=st.lists(st.integers(0, 10_000), max_size=40), minimum=st.integers(0, 50))
def test_m4_an_ordinary_count_is_never_a_spike(history: list[int], minimum: int) -> None:
    for count in history:
        spike = find_spike(count, history, minimum=minimum)
        assert spike is None or count > spike.threshold > spike.median


@given(st.floats(1, 1e9))
def test_m4_severity_lies_between_1_and_10(excess: float) -> None:
    assert 1 <= severity_of(excess) <= 10
