"""Readers take what is left: windows, refusals, what Weibo tells; nothing depends on Redis (weibo-api section 6)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts import reservations
from accounts.budget import Refusal, Wanted, learn_limits, note_refusals, take
from accounts.models import CallLimit, CallShare, CallWindow, LimitOrigin, Purpose, WeiboAccount
from weibo.errors import Scope
from weibo.limits import Denied, Grant
from weibo.types import RateLimits

NOW = dt.datetime(2026, 11, 22, 15, 59, 30, tzinfo=dt.UTC)  # 23:59:30 in Peking
COMMENT = "comments/create"
NEXT_HOUR = NOW.replace(hour=16, minute=0, second=0)
TOMORROW = NEXT_HOUR + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _plan(db: None, settings: Settings) -> None:
    """Ten calls an hour, fifteen a day, three comments an hour; readers may use all of it, nothing is planned."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"  # nobody answers there
    for scope, endpoint, unit, limit in [
        ("user", "", "h", 10), ("user", "", "d", 15), ("endpoint", COMMENT, "h", 3)
    ]:  # fmt: skip
        _limit(scope, endpoint, unit, limit)
    for purpose in Purpose:
        CallShare.objects.create(purpose=purpose, percent=100, set_at=NOW)


def _limit(scope: str, endpoint: str, unit: str, limit: int | None) -> None:
    row = {"app": "share", "scope": scope, "endpoint": endpoint, "unit": unit, "origin": LimitOrigin.SET}
    CallLimit.objects.create(**row, limit=limit, known_at=NOW)


def _take(account: WeiboAccount, endpoint: str = "x", calls: int = 1, *, now: dt.datetime = NOW) -> Grant | Denied:
    return take(Wanted("share", account.pk, endpoint, calls), purpose=Purpose.INBOX, now=now)


def test_it_grants_up_to_the_smallest_window(account: WeiboAccount) -> None:
    answers = [_take(account, COMMENT) for _ in range(4)]
    assert answers == [Grant(2), Grant(1), Grant(0), Denied(Scope.ENDPOINT, NEXT_HOUR)]


def test_it_starts_anew_with_the_clock_hour_and_the_day(account: WeiboAccount) -> None:
    assert _take(account, calls=10) == Grant(0)
    assert _take(account) == Denied(Scope.USER, NEXT_HOUR)
    assert _take(account, calls=10, now=NEXT_HOUR) == Grant(0)  # a new hour, and a new day in Peking
    later = NEXT_HOUR + dt.timedelta(hours=1)
    assert _take(account, calls=6, now=later) == Denied(Scope.USER, TOMORROW)
    assert _take(account, calls=5, now=later) == Grant(0)


def test_it_takes_all_or_nothing(account: WeiboAccount) -> None:
    assert isinstance(_take(account, COMMENT, 4), Denied)
    assert not CallWindow.objects.exists()
    assert _take(account, COMMENT, 3) == Grant(0)


def test_it_shows_who_used_what(account: WeiboAccount) -> None:
    _take(account, calls=2)
    take(Wanted("share", account.pk, "y", 3), purpose=Purpose.MEASURING, now=NOW)
    day = CallWindow.objects.get(account=account, unit="d")
    assert (day.used, day.inbox, day.measuring, day.publishing) == (5, 2, 3, 0)
    assert CallWindow.objects.get(account=None, unit="h").used == 5


def test_it_counts_the_address_over_all_accounts(account: WeiboAccount, other_account: WeiboAccount) -> None:
    _limit("ip", "", "h", 2)
    answers = [_take(one) for one in (account, other_account, account)]
    assert answers == [Grant(1), Grant(0), Denied(Scope.IP, NEXT_HOUR)]
    assert isinstance(take(Wanted("commercial", account.pk, "x"), purpose=Purpose.INBOX, now=NOW), Grant)


def test_it_leaves_its_share_to_publishing(account: WeiboAccount) -> None:
    CallShare.objects.filter(purpose=Purpose.INBOX).update(percent=80)
    assert _take(account, calls=8) == Grant(0)
    assert isinstance(_take(account), Denied)
    assert isinstance(take(Wanted("share", account.pk, "x", 2), purpose=Purpose.PUBLISHING, now=NOW), Grant)


def test_it_leaves_what_is_planned_to_publishing(account: WeiboAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = reservations.Planned(account.pk, "share", NOW.replace(minute=0, second=0), 4)
    planner = reservations.Planner(lambda ids, start, end: [planned], lambda start, end: {"share": 4})
    monkeypatch.setattr(reservations, "PLANNERS", [planner])
    assert _take(account, calls=6) == Grant(0)
    assert _take(account) == Denied(Scope.USER, NEXT_HOUR)
    assert _take(account, calls=10, now=NEXT_HOUR) == Grant(0)  # the day there is another


def test_it_learns_from_weibo(account: WeiboAccount) -> None:
    CallLimit.objects.all().delete()
    told = {"user_limit": 5, "remaining_user_hits": 2, "api_rate_limits": [{"api": "/comments/create", "limit": 30}]}
    assert learn_limits("share", account.pk, RateLimits.from_json(told), now=NOW) == 2
    assert learn_limits("share", account.pk, RateLimits.from_json(told), now=NOW) == 0
    assert _take(account, calls=2) == Grant(0)
    assert _take(account) == Denied(Scope.USER, NEXT_HOUR)
    assert isinstance(_take(account, COMMENT), Denied)
    assert _take(account, calls=5, now=NEXT_HOUR) == Grant(0)


def test_it_keeps_what_is_documented_out_of_the_rows(account: WeiboAccount) -> None:
    CallLimit.objects.all().delete()
    told = RateLimits(ip_limit=15000, ip_remaining=14990)
    assert learn_limits("share", account.pk, told, now=NOW) == 0
    assert not CallLimit.objects.exists()
    assert CallWindow.objects.get(account=None).used == 10


def test_it_never_lowers_a_count_by_learning(account: WeiboAccount) -> None:
    _take(account, calls=9)
    learn_limits("share", account.pk, RateLimits(user_limit=10, user_remaining=10), now=NOW)
    assert _take(account) == Grant(0)
    assert isinstance(_take(account), Denied)


def test_what_a_person_set_goes_before_what_weibo_told(account: WeiboAccount) -> None:
    learn_limits("share", account.pk, RateLimits(user_limit=1000, user_remaining=1000), now=NOW)
    assert isinstance(_take(account, calls=11), Denied)
    assert _take(account, calls=10) == Grant(0)


@pytest.mark.parametrize(
    ("code", "scope", "other_endpoint", "other"),
    [(10022, Scope.IP, False, False), (10023, Scope.USER, False, True), (10024, Scope.ENDPOINT, True, True)],
)
def test_it_holds_back_what_weibo_limited_and_wakes_up_by_itself(
    account: WeiboAccount, other_account: WeiboAccount, code: int, scope: Scope, other_endpoint: bool, other: bool
) -> None:
    until = NOW + dt.timedelta(seconds=20)
    note_refusals([Refusal("share", account.pk, COMMENT, code, NOW, until)])
    assert _take(account, COMMENT) == Denied(scope, until)
    assert isinstance(_take(account, "x"), Grant) is other_endpoint
    assert isinstance(_take(other_account, COMMENT), Grant) is other
    assert isinstance(_take(account, COMMENT, now=until), Grant)


def test_a_longer_refusal_is_never_shortened(account: WeiboAccount) -> None:
    for seconds in (20, 5):
        note_refusals([Refusal("share", account.pk, "x", 10023, NOW, NOW + dt.timedelta(seconds=seconds))])
    assert _take(account) == Denied(Scope.USER, NOW + dt.timedelta(seconds=20))


def test_it_asks_a_handful_of_questions(account: WeiboAccount) -> None:
    with CaptureQueriesContext(connection) as queries:
        _take(account)
    assert len(queries) <= 12, [query["sql"] for query in queries]
