"""The budget of sends: read and counted in sets; days to come; what readers leave (issue 4, point 9)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.budget import (
    Refusal,
    Shortage,
    calls_left,
    count_calls,
    note_refusals,
    send_budgets,
    uncount_calls,
)
from accounts.models import CallLimit, CallWindow, LimitOrigin, Purpose, WeiboAccount
from tests.conftest import make_account
from weibo.errors import Scope
from weibo.limits import Left, Unit

NOW = dt.datetime(2026, 11, 22, 15, 59, 58, tzinfo=dt.UTC)  # 23:59:58 in Peking
NEXT = NOW.replace(hour=16, minute=0, second=0)
SHARE = "statuses/share"


def _short(account: WeiboAccount, calls: int = 1, *, at: dt.datetime = NOW) -> Shortage | None:
    budgets = send_budgets({account.pk: "share"}, now=NOW)
    return budgets.shortage((account.pk, "share", SHARE), calls, at=at)


def test_it_counts_sends_in_the_windows_of_account_endpoint_and_app(account: WeiboAccount) -> None:
    count_calls({(account.pk, "share", SHARE): 2}, at=NOW)
    count_calls({(account.pk, "share", "statuses/user_timeline"): 1}, at=NOW)
    rows = {(row.account_id, row.endpoint, row.unit): row.publishing for row in CallWindow.objects.all()}
    assert rows == {(account.pk, "", "d"): 3, (account.pk, SHARE, "h"): 2, (None, "", "h"): 3}


def test_a_send_may_use_everything_and_then_waits_for_the_window_that_ends_last(account: WeiboAccount) -> None:
    count_calls({(account.pk, "share", SHARE): 29}, at=NOW)
    assert _short(account) is None
    assert _short(account, 2) == Shortage(Scope.ENDPOINT, NEXT, Unit.HOUR, 30, 29)
    count_calls({(account.pk, "share", "x"): 71}, at=NOW)
    assert _short(account) == Shortage(Scope.USER, NEXT, Unit.DAY, 100, 100)


def test_a_send_after_midnight_counts_in_the_new_day(account: WeiboAccount) -> None:
    count_calls({(account.pk, "share", SHARE): 100}, at=NOW)
    assert _short(account) is not None
    assert _short(account, at=NEXT) is None


def test_what_goes_before_it_in_the_batch_counts(account: WeiboAccount) -> None:
    count_calls({(account.pk, "share", SHARE): 29}, at=NOW)
    budgets, send = send_budgets({account.pk: "share"}, now=NOW), (account.pk, "share", SHARE)
    assert budgets.shortage(send, 1, at=NOW) is None
    budgets.take(send, 1, at=NOW)
    assert budgets.shortage(send, 1, at=NOW) == Shortage(Scope.ENDPOINT, NEXT, Unit.HOUR, 30, 30)


@pytest.mark.parametrize("code", [10022, 10023, 10024])
def test_a_refusal_of_weibo_holds_sends_back_until_it_ends(account: WeiboAccount, code: int) -> None:
    until = NOW + dt.timedelta(minutes=10)
    note_refusals([Refusal("share", account.pk, SHARE, code, NOW, until)])
    found = _short(account)
    assert found is not None
    assert (found.until, found.code) == (until, code)
    assert _short(account, at=until) is None


def test_what_was_never_sent_is_given_back(account: WeiboAccount) -> None:
    calls = {(account.pk, "share", SHARE): 2}
    count_calls(calls, at=NOW)
    uncount_calls({(account.pk, "share", SHARE): 1}, at=NOW)
    assert set(CallWindow.objects.values_list("used", "publishing")) == {(1, 1)}
    uncount_calls({(account.pk, "share", SHARE): 9}, at=NOW)
    assert set(CallWindow.objects.values_list("used", "publishing")) == {(0, 0)}


def test_it_reads_and_counts_any_number_in_the_same_number_of_queries(account: WeiboAccount) -> None:
    accounts = [make_account(f"号{number}", f"77{number:04}") for number in range(40)]
    costs = []
    for some in (accounts[:1], accounts):
        with CaptureQueriesContext(connection) as queries:
            send_budgets({one.pk: "share" for one in some}, now=NOW)
            count_calls({(one.pk, "share", SHARE): 1 for one in some}, at=NOW)
            calls_left({one.pk: "share" for one in some}, now=NOW)
        costs.append(len(queries))
    assert costs == [8, 8]


def test_pages_are_told_the_least_of_hour_and_day(account: WeiboAccount, other_account: WeiboAccount) -> None:
    CallLimit.objects.create(
        app="share", scope="user", unit="h", limit=20, account=account, origin=LimitOrigin.SET, known_at=NOW
    )
    count_calls({(account.pk, "share", SHARE): 4}, at=NOW, purpose=Purpose.INBOX)
    note_refusals([Refusal("share", other_account.pk, "", 10023, NOW, NEXT)])
    found = calls_left({account.pk: "share", other_account.pk: "share"}, now=NOW)
    assert found[account.pk] == Left(16, 20, Unit.HOUR, NEXT)
    assert found[other_account.pk] == Left(100, 100, Unit.DAY, NEXT, NEXT)
    assert calls_left({}, now=NOW) == {}


def test_pages_are_told_what_stops_the_whole_app_and_nothing_of_the_other(
    account: WeiboAccount, other_account: WeiboAccount
) -> None:
    later = NEXT + dt.timedelta(hours=1)
    note_refusals([Refusal("share", account.pk, "", 10022, NOW, NEXT)])
    note_refusals([Refusal("commercial", other_account.pk, "", 10023, NOW, later)])
    found = calls_left({account.pk: "share", other_account.pk: "share"}, now=NOW)
    assert [left.blocked_until for left in found.values()] == [NEXT, NEXT]
    assert calls_left({other_account.pk: "commercial"}, now=NOW)[other_account.pk].blocked_until == later
