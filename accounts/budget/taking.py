"""Take calls for reading, measuring, answering: what is left once publishing has its own, all or nothing.

Strict: whatever happens at the same time on other connections, a window never goes over its limit by a reader.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from accounts.budget.blocks import live_blocks
from accounts.budget.limits import Limits, read_limits
from accounts.budget.shares import floor_of, shares
from accounts.budget.windows import Window, add, limit_of, used_in, windows_of
from accounts.models import Purpose
from accounts.reservations import planned_by_app, planned_calls
from weibo.errors import Scope
from weibo.limits import Denied, Grant, Unit, end_of_window, start_of_window


@dataclass(frozen=True, slots=True)
class Wanted:
    """`calls` calls of one account to one endpoint (as in `statuses/count`)."""

    app: str
    account_id: int
    endpoint: str
    calls: int = 1


class _Full(Exception):
    """A window would go over: nothing is counted."""

    def __init__(self, window: Window) -> None:
        super().__init__()
        self.window = window


def take(wanted: Wanted, *, purpose: Purpose, now: dt.datetime) -> Grant | Denied:
    """Count the calls, or none of them and say until when to wait. A handful of small queries; its own transaction."""
    for block in live_blocks([wanted.account_id], now=now):
        if block.stops(wanted.app, wanted.account_id, wanted.endpoint):
            return Denied(block.scope, block.until)
    limits = read_limits([wanted.account_id])
    windows = windows_of(wanted.app, wanted.account_id, wanted.endpoint, now, limits)
    most = _most(windows, limits, purpose, now)
    full = _first_full(((window, used + wanted.calls) for window, used in used_in(windows).items()), most)
    if full is not None:
        return Denied(full.scope, full.ends_at)
    try:
        with transaction.atomic():
            used = add(dict.fromkeys(windows, wanted.calls), purpose)
            if (over := _first_full(used.items(), most)) is not None:
                raise _Full(over)
    except _Full as full_now:  # others were faster
        return Denied(full_now.window.scope, full_now.window.ends_at)
    return Grant(min((limit - used[window] for window, limit in most.items()), default=None))


def _first_full(used: Iterable[tuple[Window, int]], most: dict[Window, int]) -> Window | None:
    """The full window that ends last: before its end there is no point in asking again."""
    full = [window for window, count in used if window in most and count > most[window]]
    return max(full, key=lambda window: window.ends_at, default=None)


def _most(windows: list[Window], limits: Limits, purpose: Purpose, now: dt.datetime) -> dict[Window, int]:
    """How far each limited window may be used for this purpose: its limit less what publishing needs and a floor.

    An endpoint's own window is left alone: reading and publishing do not share endpoints.
    """
    known = {window: limit_of(window, limits) for window in windows}
    limited = {window: limit for window, limit in known.items() if limit is not None}
    if purpose is Purpose.PUBLISHING:
        return limited
    percent = shares()[purpose]
    reserved = reserved_in([window for window in limited if not window.endpoint], now=now)
    return {
        window: limit if window.endpoint else min(limit - floor_of(limit, percent), limit - reserved[window])
        for window, limit in limited.items()
    }


def reserved_in(windows: list[Window], *, now: dt.datetime) -> dict[Window, int]:
    """What publishing still needs of each window. At most two rounds of queries: of the accounts, of the apps."""
    found = dict.fromkeys(windows, 0)
    accounts = {window.account_id for window in windows if window.account_id is not None}
    end = max((window.ends_at for window in windows), default=now)
    for row in planned_calls(accounts, now, end):
        for unit in Unit:
            window = Window(row.app, row.account_id, "", unit, start_of_window(row.hour, unit))
            if window in found:
                found[window] += row.calls
    for unit in {window.unit for window in windows if window.scope is Scope.IP}:
        planned = planned_by_app(now, end_of_window(now, unit))
        for window in windows:
            if window.scope is Scope.IP and window.unit is unit:
                found[window] = planned.get(window.app, 0)
    return found
