"""The doctor on the call budget: stopped, too much planned, nearly through."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts import reservations
from accounts.budget import Refusal, count_calls, note_refusals
from accounts.models import Purpose, WeiboAccount
from tests.weibo_ops.doctor.breaking import breaks
from weibo.limits import Unit, start_of_window
from weibo_ops.doctor.checks.calls import calls
from weibo_ops.doctor.findings import Mark, Verdict, Visit


def _look() -> Verdict:
    return calls(Visit(timezone.now()))


def _use(account: WeiboAccount, number: int) -> None:
    count_calls({(account.pk, "share", "x"): number}, at=timezone.now(), purpose=Purpose.MEASURING)


def test_it_is_content_when_everything_fits(account: WeiboAccount) -> None:
    assert _look().mark is Mark.OK


@breaks("weibo.calls")
def test_it_names_the_account_whose_posts_do_not_fit(account: WeiboAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    _use(account, 91)
    hour = start_of_window(timezone.now(), Unit.HOUR)
    planned = [reservations.Planned(account.pk, "share", hour, 12)]
    planner = reservations.Planner(lambda ids, start, end: planned, lambda start, end: {})
    monkeypatch.setattr(reservations, "PLANNERS", [planner])
    found = _look()
    assert found.mark is Mark.BROKEN
    assert found.sentence == "“山岚家居”已排 12 次调用，而额度只剩 9 次。"


def test_it_warns_of_accounts_that_are_nearly_through_or_stopped(account: WeiboAccount) -> None:
    _use(account, 85)
    assert "不到两成" in _look().sentence
    now = timezone.now()
    note_refusals([Refusal("share", account.pk, "x", 10023, now, now + dt.timedelta(minutes=9))])
    assert (_look().mark, "1 个账号被微博限制" in _look().sentence) == (Mark.WARNING, True)


def test_an_app_that_weibo_stopped_is_broken(account: WeiboAccount) -> None:
    now = timezone.now()
    note_refusals([Refusal("share", account.pk, "x", 10022, now, now + dt.timedelta(minutes=9))])
    found = _look()
    assert found.mark is Mark.BROKEN
    assert "10022" in found.sentence
