"""The budget of sends: read for a whole batch in three small queries, counted for a whole batch in two."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from accounts.budget.blocks import Block, live_blocks
from accounts.budget.limits import Limits, read_limits
from accounts.budget.windows import Window, add, take_back, used_in, windows_of
from accounts.models import Purpose
from weibo.errors import Scope
from weibo.limits import Unit, start_of_window

SendCalls = Mapping[tuple[int, str, str], int]
"""Calls by account id, app and endpoint."""
_Change = Callable[[dict[Window, int], Purpose], dict[Window, int]]


@dataclass(frozen=True, slots=True)
class Shortage:
    """Why a send has to wait: Weibo said no (`code`), or a window is used up. `until`: when it is free again."""

    scope: Scope
    until: dt.datetime
    unit: Unit | None = None
    limit: int | None = None
    used: int | None = None
    code: int | None = None


@dataclass(frozen=True, slots=True)
class SendBudgets:
    """What sends may use, now and later. Pure after reading: it knows the counts of the windows that run at `now`;
    windows that begin later are empty."""

    now: dt.datetime
    limits: Limits
    used: dict[Window, int]
    blocks: dict[int | None, list[Block]] = field(default_factory=dict)

    def shortage(self, send: tuple[int, str, str], calls: int, *, at: dt.datetime, ahead: "Ahead") -> Shortage | None:
        """Why `calls` of one send (account id, app, endpoint) do not fit at `at`, behind those `ahead` of it; the
        reason that holds longest."""
        account_id, app, endpoint = send
        at = max(at, self.now)
        reasons = [
            Shortage(block.scope, block.until, code=block.code)
            for owner in (None, account_id)
            for block in self.blocks.get(owner, ())
            if block.until > at and block.stops(app, account_id, endpoint)
        ]
        for window in windows_of(app, account_id, endpoint, at, self.limits):
            limit = self.limits.of(app, window.account_id, window.scope, window.endpoint, window.unit).value
            if limit is None:
                continue
            used = self.used.get(window, 0) + ahead.of(window)
            if used + calls > limit:
                reasons.append(Shortage(window.scope, window.ends_at, window.unit, limit, used))
        return max(reasons, key=lambda reason: reason.until, default=None)


@dataclass(slots=True)
class Ahead:
    """Calls that are sure to be made before, by window: those of the same batch, or what is planned earlier."""

    calls: dict[Window, int] = field(default_factory=dict)

    def of(self, window: Window) -> int:
        """How many of one window."""
        return self.calls.get(window, 0)

    def add(self, send: tuple[int, str, str], calls: int, *, at: dt.datetime, limits: Limits) -> None:
        """One more send, at its time."""
        account_id, app, endpoint = send
        for window in windows_of(app, account_id, endpoint, at, limits):
            self.calls[window] = self.calls.get(window, 0) + calls


def send_budgets(apps: Mapping[int, str], *, now: dt.datetime) -> SendBudgets:
    """The budgets of these accounts (account id → app). Three queries, whatever their number."""
    blocks: dict[int | None, list[Block]] = {}
    for block in live_blocks(apps.keys(), now=now):
        blocks.setdefault(block.account_id, []).append(block)
    running = [
        Window(app, owner, "", unit, start_of_window(now, unit))
        for account_id, app in apps.items()
        for owner in (account_id, None)
        for unit in Unit
    ]
    return SendBudgets(now, read_limits(apps.keys()), used_in(running), blocks)


def count_calls(
    calls: SendCalls, *, at: dt.datetime, purpose: Purpose = Purpose.PUBLISHING, limits: Limits | None = None
) -> None:
    """Count calls that are about to be made, whatever is left: who asks has looked before. Set-based: one statement,
    and one query more without `limits`. Within the caller's transaction it comes last: it holds the app's row."""
    _change(add, calls, at, purpose, limits)


def uncount_calls(calls: SendCalls, *, at: dt.datetime, purpose: Purpose = Purpose.PUBLISHING) -> None:
    """Calls counted at `at` that were never made: given back to the windows in which they were counted."""
    _change(take_back, calls, at, purpose, None)


def _change(how: _Change, calls: SendCalls, at: dt.datetime, purpose: Purpose, limits: Limits | None) -> None:
    if not calls:
        return
    known = limits or read_limits({account_id for account_id, _app, _endpoint in calls})
    counts: dict[Window, int] = {}
    for (account_id, app, endpoint), number in calls.items():
        for window in windows_of(app, account_id, endpoint, at, known):
            counts[window] = counts.get(window, 0) + number
    how(counts, purpose)
