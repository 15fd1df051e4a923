"""The reserve as arithmetic: whatever the limit, the plan and the share, posts that are planned always fit."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from accounts import reservations
from accounts.budget import Wanted, count_calls, take
from accounts.budget.shares import floor_of
from accounts.models import CallLimit, CallShare, CallWindow, LimitOrigin, Purpose, WeiboAccount
from weibo.limits import Grant

NOW = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
READERS = [purpose for purpose in Purpose if purpose is not Purpose.PUBLISHING]


@given(st.integers(0, 10**6), st.integers(0, 100))
def test_the_floor_and_the_share_make_the_limit(limit: int, percent: int) -> None:
    floor = floor_of(limit, percent)
    assert 0 <= floor <= limit
    assert abs((limit - floor) * 100 - limit * percent) < 100


@given_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(
    limit=st.integers(1, 40),
    planned=st.integers(0, 45),
    percent=st.integers(0, 100),
    sent=st.integers(0, 20),
    reads=st.lists(st.tuples(st.sampled_from(READERS), st.integers(1, 6)), max_size=8),
)
def test_readers_never_eat_what_publishing_needs(
    account: WeiboAccount,
    monkeypatch: pytest.MonkeyPatch,
    limit: int,
    planned: int,
    percent: int,
    sent: int,
    reads: list[tuple[Purpose, int]],
) -> None:
    for model in (CallWindow, CallLimit, CallShare):
        model.objects.all().delete()
    CallLimit.objects.create(app="share", scope="user", unit="d", limit=limit, origin=LimitOrigin.SET, known_at=NOW)
    CallShare.objects.create(purpose=Purpose.MEASURING, percent=percent, set_at=NOW)
    plan = [reservations.Planned(account.pk, "share", NOW, planned)]
    planner = reservations.Planner(lambda ids, start, end: plan, lambda start, end: {"share": planned})
    monkeypatch.setattr(reservations, "PLANNERS", [planner])
    count_calls({(account.pk, "share", "statuses/share"): sent}, at=NOW) if sent else None
    taken = 0
    for purpose, calls in reads:
        if isinstance(take(Wanted("share", account.pk, "x", calls), purpose=purpose, now=NOW), Grant):
            taken += calls
    assert taken == 0 or sent + taken + planned <= limit
    measured = CallWindow.objects.filter(account=account, unit="d").values_list("measuring", "used").first()
    if measured is not None and measured[0] and len({purpose for purpose, _calls in reads}) == 1:
        assert measured[1] <= limit - floor_of(limit, percent)
