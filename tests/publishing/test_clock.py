"""One clock for all dispatchers: the database's, whatever the clocks of their machines say."""

import datetime as dt
import time

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import WeiboAccount
from publishing.dispatch.clock import DatabaseClock, database_now
from publishing.dispatch.sender import Pace
from publishing.models import Attempt, LateRule, SlotState
from publishing.tasks import dispatch
from tests.publishing.makers import make_post, make_slot
from tests.publishing.test_races import matrix
from tests.weibo.sandbox_process import Platform

QUICK = Pace(ahead=1.0, poll=0.05)


@given(
    st.floats(-1e6, 1e6),
    st.lists(st.tuples(st.floats(0, 100), st.floats(0, 0.5), st.floats(0, 1)), min_size=1, max_size=20),
)
def test_it_is_never_ahead_of_the_database(offset: float, readings: list[tuple[float, float, float]]) -> None:
    base, moment = 1.7e9 + offset, [0.0]
    clock = DatabaseClock(lambda: moment[0])
    for pause, took, part in readings:
        before = moment[0] + pause
        clock.note(before, base + before + took * part, before + took)
        moment[0] = before + took
        behind = base + moment[0] - clock().timestamp()
        assert -1e-4 <= behind <= took + 1e-4


def test_the_best_reading_counts_and_a_clock_that_was_set_is_followed() -> None:
    clock = DatabaseClock(lambda: 100.0)
    clock.note(10.0, 1010.0, 10.001)
    clock.note(20.0, 1020.3, 20.9)
    assert clock().timestamp() == pytest.approx(1099.999)
    clock.note(30.0, 5000.0, 30.002)
    assert clock().timestamp() == pytest.approx(5069.998)


@pytest.mark.django_db
def test_it_reads_the_database() -> None:
    clock = DatabaseClock()
    read = clock.read()
    assert dt.timedelta(0) <= database_now() - read < dt.timedelta(seconds=5)
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s <= clock_timestamp()", [clock()])
        assert cursor.fetchone() == (True,)


@pytest.mark.parametrize("wrong", [-5.0, 5.0, 3600.0])
@pytest.mark.django_db(transaction=True)
def test_a_machine_whose_clock_is_wrong_is_neither_early_nor_judges_otherwise(
    connected: WeiboAccount, sandbox: Platform, monkeypatch: pytest.MonkeyPatch, wrong: float
) -> None:
    real_time, real_now = time.time, timezone.now
    now = real_now()
    soon = make_slot(make_post(connected), now + dt.timedelta(seconds=0.8))
    (other,) = matrix(sandbox, 1)
    late = make_slot(
        make_post(other, text="早该发的 https://weibo-ops.example/2"),
        now - dt.timedelta(minutes=30),
        rule=LateRule.SEND,
        late_minutes=31,
    )
    monkeypatch.setattr(time, "time", lambda: real_time() + wrong)
    monkeypatch.setattr(timezone, "now", lambda: real_now() + dt.timedelta(seconds=wrong))
    dispatch(0.3, QUICK)
    soon.refresh_from_db()
    late.refresh_from_db()
    assert soon.state == SlotState.PUBLISHED, soon.state_detail
    assert late.state == SlotState.PUBLISHED, late.state_detail
    attempt = Attempt.objects.get(slot=soon)
    assert attempt.called_at is not None and attempt.answered_at is not None
    assert attempt.called_at == soon.scheduled_at
    assert attempt.answered_at >= soon.scheduled_at
