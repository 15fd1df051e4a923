"""The budget: windows of the clock in UTC+8, the reserve, what Weibo teaches, a lost Redis (weibo-api section 6)."""

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from weibo.errors import Limited, Scope
from weibo.limits import TEST_PLAN, Allowance, Budget, Denied, Grant, Plan, Unit, end_of_window, endpoint_of, until_of
from weibo.types import RateLimits

NOW = dt.datetime(2026, 11, 22, 15, 59, 30, tzinfo=dt.UTC)  # 23:59:30 in Peking
SHARE = "statuses/share"
PLAN = Plan(user=Allowance(hour=10, day=15), endpoints={SHARE: Allowance(hour=3)})


@pytest.fixture
def budget(store: "redis.Redis") -> Budget:
    return Budget(store, PLAN, address=uuid.uuid4().hex)


@pytest.fixture
def key() -> str:
    return uuid.uuid4().hex


def test_it_grants_up_to_the_smallest_window(budget: Budget, key: str) -> None:
    left = [budget.take(key, SHARE, now=NOW) for _ in range(4)]
    assert left[:3] == [Grant(2), Grant(1), Grant(0)]
    assert left[3] == Denied(Scope.ENDPOINT, NOW.replace(hour=16, minute=0, second=0))


def test_it_starts_anew_with_the_clock_hour_and_the_day(budget: Budget, key: str) -> None:
    assert budget.take(key, SHARE, 3, now=NOW) == Grant(0)
    later = NOW + dt.timedelta(seconds=31)
    assert budget.take(key, "x", 10, now=later) == Grant(0)
    next_hour = later + dt.timedelta(hours=1)
    assert budget.take(key, "x", 6, now=next_hour) == Denied(Scope.USER, dt.datetime(2026, 11, 23, 16, tzinfo=dt.UTC))
    assert budget.take(key, "x", 5, now=next_hour) == Grant(0)


def test_it_takes_all_or_nothing(budget: Budget, key: str) -> None:
    assert isinstance(budget.take(key, SHARE, 4, now=NOW), Denied)
    assert budget.take(key, SHARE, 3, now=NOW) == Grant(0)


def test_it_keeps_the_reserve_for_publishing(budget: Budget, key: str) -> None:
    assert budget.take(key, "x", 8, now=NOW, reserve=2) == Grant(2)
    assert isinstance(budget.take(key, "x", now=NOW, reserve=2), Denied)
    assert budget.take(key, SHARE, now=NOW) == Grant(1)


def test_it_never_grants_too_much_to_many_at_once(budget: Budget, key: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: budget.take(key, "x", now=NOW), range(50)))
    assert sum(isinstance(answer, Grant) for answer in answers) == 10


def test_it_counts_the_address_over_all_tokens(store: "redis.Redis", key: str) -> None:
    budget = Budget(store, Plan(ip=Allowance(hour=2)), address=key)
    assert [isinstance(budget.take(f"{key}{n}", "x", now=NOW), Grant) for n in range(3)] == [True, True, False]


def test_it_learns_from_weibo(budget: Budget, key: str) -> None:
    told = {"user_limit": 5, "remaining_user_hits": 2, "api_rate_limits": [{"api": "/statuses/share", "limit": 30}]}
    budget.learn(key, RateLimits.from_json(told), now=NOW)
    assert budget.take(key, "x", 2, now=NOW) == Grant(0)
    assert isinstance(budget.take(key, "x", now=NOW), Denied)
    assert isinstance(budget.take(key, SHARE, now=NOW), Denied)
    assert budget.take(key, "x", 5, now=NOW + dt.timedelta(hours=1)) == Grant(0)


def test_it_never_lowers_a_count(budget: Budget, key: str) -> None:
    budget.take(key, "x", 9, now=NOW)
    budget.learn(key, RateLimits(user_limit=10, user_remaining=10), now=NOW)
    assert budget.take(key, "x", now=NOW) == Grant(0)
    assert isinstance(budget.take(key, "x", now=NOW), Denied)


@pytest.mark.parametrize(
    ("code", "scope", "other_endpoint", "other_token"),
    [(10022, Scope.IP, False, False), (10023, Scope.USER, False, True), (10024, Scope.ENDPOINT, True, True)],
)
def test_it_holds_back_what_weibo_limited(
    budget: Budget, key: str, code: int, scope: Scope, other_endpoint: bool, other_token: bool
) -> None:
    now = dt.datetime.now(dt.UTC)
    until = (now + dt.timedelta(minutes=5)).replace(microsecond=0)
    budget.exhausted(key, SHARE, code, until, now=now)
    assert budget.take(key, SHARE, now=now) == Denied(scope, until)
    assert isinstance(budget.take(key, "x", now=now), Grant) is other_endpoint
    assert isinstance(budget.take(key + "b", SHARE, now=now), Grant) is other_token
    assert isinstance(budget.take(key, SHARE, now=until), Grant)


def test_it_never_stores_the_token(store: "redis.Redis", budget: Budget) -> None:
    budget.take("2.00secretToken", SHARE, now=NOW)
    budget.exhausted("2.00secretToken", SHARE, 10023, NOW + dt.timedelta(hours=1), now=NOW)
    assert not [name for name in store.scan_iter() if b"secret" in name]


def test_it_lets_calls_pass_when_redis_is_lost() -> None:
    lost = redis.Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=0.2, retry=None)
    budget = Budget(lost, TEST_PLAN)
    assert budget.take("a", SHARE, now=NOW) == Grant(None, counted=False)
    budget.learn("a", RateLimits(user_limit=5, user_remaining=1), now=NOW)
    budget.exhausted("a", SHARE, 10023, NOW, now=NOW)


def test_it_grants_without_end_where_nothing_limits(store: "redis.Redis", key: str) -> None:
    assert Budget(store, Plan(), address=key).take(key, "x", 10**6, now=NOW) == Grant(None)


def test_it_knows_the_ends_of_windows() -> None:
    assert end_of_window(NOW, Unit.HOUR) == end_of_window(NOW, Unit.DAY) == dt.datetime(2026, 11, 22, 16, tzinfo=dt.UTC)
    assert until_of(Limited(code=10023), now=NOW) == end_of_window(NOW, Unit.HOUR)
    assert until_of(Limited(code=20016, retry_after=600), now=NOW) == NOW + dt.timedelta(seconds=600)


def test_it_shortens_paths_to_names() -> None:
    assert endpoint_of("/2/statuses/share.json") == endpoint_of("/statuses/share") == SHARE


def test_it_tells_what_is_left_without_taking_any(budget: Budget, key: str) -> None:
    budget.take(key, "x", 4, now=NOW)
    assert [budget.left([key, "other"], now=NOW)[name].remaining for name in (key, "other")] == [6, 10]
    assert budget.left([key], now=NOW)[key] == budget.left([key], now=NOW)[key]
    later = NOW + dt.timedelta(hours=1)
    budget.exhausted(key, "", 10023, later, now=NOW)
    assert budget.left([key], now=NOW)[key].blocked_until == later
    assert budget.left([], now=NOW) == {}
