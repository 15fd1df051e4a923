"""The call budget of the sample company: what it has agreed with Weibo, a week of calls, one account that was stopped.

The documented 100 calls a day would be used up after a few hours of a running demo, and its sources fall silent.
"""

import datetime as dt
from random import Random

from accounts.budget import Refusal, count_calls, note_refusals
from accounts.gateway import app_of
from accounts.models import AccountState, Channel, Purpose, User, WeiboAccount
from accounts.services.calls import save_call_limits
from weibo.errors import Scope
from weibo.limits import Unit, end_of_window, start_of_window
from weibo_ops.demo.control import SandboxControl

AGREED = 3000
"""Calls of an account a day: a running demo asks some 700 times."""
USUAL = {Purpose.PUBLISHING: 60, Purpose.INBOX: 90, Purpose.MEASURING: 210, Purpose.LISTENING: 400, Purpose.OTHER: 40}
"""Calls of a whole ordinary day."""
DAYS = 7


def agree_calls(control: SandboxControl, *, by: User, now: dt.datetime) -> None:
    """More calls, in the sandbox and in our settings."""
    control.call("limits", normal={"user_day": AGREED})
    save_call_limits(wanted={(Channel.SHARE, Scope.USER, "", Unit.DAY): AGREED}, by=by, at=now)


def write_calls(*, now: dt.datetime, random: Random) -> None:
    """Calls of the last days and of today so far."""
    accounts = list(WeiboAccount.objects.filter(state=AccountState.CONNECTED).order_by("pk"))
    today = start_of_window(now, Unit.DAY)
    for ago in range(DAYS):
        passed = 1.0 if ago else (now - today).total_seconds() / 86400
        at = now if ago == 0 else today - dt.timedelta(days=ago) + dt.timedelta(hours=random.randint(8, 21))
        for purpose, usual in USUAL.items():
            calls: dict[tuple[int, str, str], int] = {
                (one.pk, app_of(one), ""): round(usual * passed * random.uniform(0.4, 1.3)) for one in accounts
            }  # a day is one count here: the chart shows days
            count_calls(calls, at=at, purpose=purpose)
    if len(accounts) > 3:
        _troubles(accounts, now)


def _troubles(accounts: list[WeiboAccount], now: dt.datetime) -> None:
    busy, stopped = accounts[1], accounts[3]
    count_calls({(busy.pk, app_of(busy), ""): 480}, at=now, purpose=Purpose.MEASURING)
    until = end_of_window(now, Unit.HOUR)
    refusal = Refusal(app_of(stopped), stopped.pk, "comments/create", 10024, now - dt.timedelta(minutes=4), until)
    note_refusals([refusal])
