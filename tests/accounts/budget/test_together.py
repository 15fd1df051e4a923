"""Many at once on real connections: never over a limit, no deadlock, nothing lost (issue 4, point 9)."""

import datetime as dt
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connection

from accounts.budget import Wanted, count_calls, learn_limits, take, uncount_calls
from accounts.models import CallLimit, CallWindow, LimitOrigin, Purpose, WeiboAccount
from tests.conftest import make_account
from weibo.limits import Grant
from weibo.types import RateLimits

NOW = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
SHARE = "statuses/share"
T = TypeVar("T")

pytestmark = pytest.mark.django_db(transaction=True)


def _together(work: list[Callable[[], T]], threads: int = 4) -> list[T]:
    """Run in threads, each with a database connection of its own."""

    def run(chunk: list[Callable[[], T]]) -> list[T]:
        try:
            return [one() for one in chunk]
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        parts = pool.map(run, [work[start::threads] for start in range(threads)])
        return [answer for part in parts for answer in part]


def _limit(scope: str, unit: str, limit: int) -> None:
    CallLimit.objects.create(app="share", scope=scope, unit=unit, limit=limit, origin=LimitOrigin.SET, known_at=NOW)


def test_it_never_grants_too_much_to_many_at_once(account: WeiboAccount, other_account: WeiboAccount) -> None:
    _limit("user", "d", 20)
    _limit("ip", "h", 30)

    def ask(one: WeiboAccount) -> Callable[[], object]:
        return lambda: take(Wanted("share", one.pk, "x"), purpose=Purpose.INBOX, now=NOW)

    answers = _together([ask(one) for _ in range(30) for one in (account, other_account)])
    granted = sum(isinstance(answer, Grant) for answer in answers)
    used = dict(CallWindow.objects.filter(unit="d").values_list("account_id", "used"))
    assert max(used.values()) <= 19  # 95% of 20 is for the inbox
    assert CallWindow.objects.get(account=None).used == granted == sum(used.values()) == 28  # 95% of 30


def test_sends_readers_and_lessons_never_deadlock_and_lose_no_count(account: WeiboAccount) -> None:
    accounts = [account, *(make_account(f"号{number}", f"88{number:04}") for number in range(7))]
    chance = random.Random(4)  # a seed: a failure comes again

    def batch() -> Callable[[], int]:
        some = chance.sample(accounts, chance.randint(2, 8))  # in any order: the statement sorts
        calls = {(one.pk, "share", SHARE): chance.randint(1, 2) for one in some}

        def run() -> int:
            count_calls(calls, at=NOW)
            if len(calls) > 5:
                uncount_calls(calls, at=NOW)
                return 0
            return sum(calls.values())

        return run

    def read() -> Callable[[], int]:
        wanted = Wanted("share", chance.choice(accounts).pk, SHARE)
        return lambda: int(isinstance(take(wanted, purpose=Purpose.OTHER, now=NOW), Grant))

    def learn() -> Callable[[], int]:
        one = chance.choice(accounts)
        told = RateLimits(user_limit=900, user_remaining=899, ip_limit=15000, ip_remaining=14999)
        return lambda: 0 * learn_limits("share", one.pk, told, now=NOW)

    work = [chance.choice([batch, batch, read, read, learn])() for _ in range(200)]
    counted = sum(_together(work))
    assert CallWindow.objects.get(account=None, unit="h").used == counted
    days = CallWindow.objects.filter(unit="d").values_list("publishing", "other")
    assert sum(publishing + other for publishing, other in days) == counted
