"""The page of the call budget, its settings, and the sweeps behind it (issue 4, point 9)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import reservations
from accounts.budget import Refusal, count_calls, note_refusals, send_budgets, take
from accounts.budget.taking import Wanted
from accounts.models import CallBlock, CallLimit, CallShare, CallWindow, LimitOrigin, Purpose, Token, User, WeiboAccount
from accounts.queries.calls import call_rows, calls_page
from accounts.services.calls import ask_for_limits, forget_old_windows
from core.models import AuditEntry
from tests.conftest import ClientOf, make_account
from weibo.door import SyncWeibo
from weibo.limits import Denied
from weibo.types import RateLimits

NOW = dt.datetime(2026, 11, 23, 4, 0, tzinfo=dt.UTC)  # noon in Peking
SHARE = "statuses/share"


def _use(account: WeiboAccount, calls: int, *, at: dt.datetime = NOW, purpose: Purpose = Purpose.MEASURING) -> None:
    count_calls({(account.pk, "share", "x"): calls}, at=at, purpose=purpose)


def test_what_is_worst_stands_first(account: WeiboAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked, over, tight = (make_account(name, f"66{n}") for n, name in enumerate(("被限", "排不下", "紧张")))
    for one, calls in ((over, 91), (tight, 85), (account, 10)):
        _use(one, calls)
    note_refusals([Refusal("share", blocked.pk, SHARE, 10023, NOW, NOW + dt.timedelta(hours=1))])
    planned = [reservations.Planned(over.pk, "share", NOW, 12)]
    planner = reservations.Planner(lambda ids, start, end: planned, lambda start, end: {})
    monkeypatch.setattr(reservations, "PLANNERS", [planner])
    page = calls_page(WeiboAccount.objects.all(), need="", words="", number=1, now=NOW)
    assert [(row.account.nickname, row.needs) for row in page.rows] == [
        ("被限", "blocked"), ("排不下", "over"), ("紧张", "tight"), ("山岚家居", ""),
    ]  # fmt: skip
    assert (page.rows[1].budget.planned, page.rows[1].budget.left, page.rows[1].budget.missing) == (12, 9, 3)
    assert calls_page(WeiboAccount.objects.all(), need="tight", words="", number=9, now=NOW).total == 1


def test_it_says_until_when_the_pace_so_far_lasts(account: WeiboAccount) -> None:
    _use(account, 60)
    (row,) = call_rows([account], now=NOW)
    assert row.gone_at == NOW + dt.timedelta(hours=8)  # sixty in twelve hours, forty are left
    (later,) = call_rows([account], now=NOW + dt.timedelta(hours=9))
    assert later.gone_at is None


def test_what_weibo_counted_and_we_did_not_is_shown(account: WeiboAccount) -> None:
    _use(account, 3)
    CallWindow.objects.filter(account=account).update(used=10)
    (row,) = call_rows([account], now=NOW)
    assert row.budget.used_by == [("系统以外", 7), ("监测数据", 3)]


def test_the_page_costs_the_same_for_few_and_many(client_of: ClientOf, editor: User) -> None:
    client, costs = client_of(editor), []
    for size in (2, 40):
        for number in range(WeiboAccount.objects.count(), size):
            _use(make_account(f"号{number}", f"99{number}"), number, at=timezone.now())
        client.get("/matrix/calls/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/matrix/calls/").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 26


def test_a_filter_answers_the_list_alone(client_of: ClientOf, editor: User, account: WeiboAccount) -> None:
    page = client_of(editor).get("/matrix/calls/?q=山岚", headers={"HX-Request": "true"}).content.decode()
    assert account.nickname in page
    assert "<html" not in page
    assert "没有符合条件的账号" in client_of(editor).get("/matrix/calls/?need=over").content.decode()


def test_the_panel_of_an_account(client_of: ClientOf, editor: User, account: WeiboAccount) -> None:
    _use(account, 7, at=timezone.now(), purpose=Purpose.PUBLISHING)
    page = client_of(editor).get(f"/matrix/{account.pk}/calls/").content.decode()
    assert "剩 93 / 100" in page
    assert "发布 <span" in page


def test_limits_are_set_and_taken_back(client_of: ClientOf, administrator: User, account: WeiboAccount) -> None:
    client = client_of(administrator)
    url, name = "/matrix/calls/limits/", "share.user..d"
    shares = {purpose: 50 for purpose in Purpose if purpose != Purpose.PUBLISHING}
    assert client.post(url, {name: 2, **shares}).status_code == 302
    row = CallLimit.objects.get(origin=LimitOrigin.SET)
    assert (row.limit, row.known_by, row.account) == (2, administrator, None)
    assert CallShare.objects.count() == 4
    _use(account, 1)
    assert isinstance(take(Wanted("share", account.pk, "x"), purpose=Purpose.OTHER, now=NOW), Denied)
    assert "管理员" in client.get(url).content.decode()
    client.post(url, {name: "", **shares})
    assert not CallLimit.objects.exists()
    codes = set(AuditEntry.objects.values_list("code", flat=True))
    assert {"accounts.call_limit.saved", "accounts.call_limit.dropped", "accounts.call_share.saved"} <= codes


def test_a_wrong_number_keeps_what_was_typed(client_of: ClientOf, administrator: User) -> None:
    answer = client_of(administrator).post("/matrix/calls/limits/", {"share.user..d": "-3", "inbox": 101})
    assert answer.status_code == 422
    assert 'value="-3"' in answer.content.decode()


def test_a_refusal_can_be_ended_by_hand(client_of: ClientOf, administrator: User, account: WeiboAccount) -> None:
    now = timezone.now()
    note_refusals([Refusal("share", account.pk, SHARE, 10023, now, now + dt.timedelta(minutes=50))])
    block = CallBlock.objects.get()
    assert client_of(administrator).post(f"/matrix/calls/blocks/{block.pk}/end/").status_code == 302
    budgets = send_budgets({account.pk: "share"}, now=timezone.now())
    assert budgets.shortage((account.pk, "share", SHARE), 1, at=timezone.now()) is None


def test_weibo_is_asked_for_limits_twice_a_day(account: WeiboAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(door: SyncWeibo, token: str) -> RateLimits:
        asked.append(token)
        return RateLimits(user_limit=150, user_remaining=140)

    monkeypatch.setattr(SyncWeibo, "rate_limit_status", answer)
    Token.objects.update(expires_at=timezone.now() + dt.timedelta(days=3))
    now = timezone.now()
    assert (ask_for_limits(now=now), ask_for_limits(now=now)) == (1, 0)
    assert ask_for_limits(now=now + dt.timedelta(hours=13)) == 0  # nothing new
    assert len(asked) == 2
    (row,) = call_rows([account], now=now)
    assert {one.limit.value for one in (row.budget, *row.others)} == {100, 150}


def test_windows_are_kept_for_five_weeks(account: WeiboAccount) -> None:
    for days in (0, 34, 36):
        _use(account, 1, at=NOW - dt.timedelta(days=days))
    note_refusals([Refusal("share", account.pk, "x", 10023, NOW, NOW - dt.timedelta(days=36))])
    assert forget_old_windows(now=NOW) == 3
    assert CallWindow.objects.filter(account=account).count() == 2
