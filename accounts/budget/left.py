"""What is left of accounts, for pages."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from accounts.budget.blocks import live_blocks
from accounts.budget.limits import Limits, read_limits
from accounts.budget.windows import Window, used_in
from weibo.errors import Scope
from weibo.limits import Left, Unit, start_of_window


def calls_left(apps: Mapping[int, str], *, now: dt.datetime) -> dict[int, Left]:
    """What each account (account id → app) has left in all: the least of its hour and its day. Three queries."""
    if not apps:
        return {}
    limits, found = read_limits(apps.keys()), {}
    windows = {
        account_id: [Window(app, account_id, "", unit, start_of_window(now, unit)) for unit in Unit]
        for account_id, app in apps.items()
    }
    used = used_in([window for rows in windows.values() for window in rows])
    blocks = live_blocks(apps.keys(), now=now)
    until = {(block.app, block.account_id): block.until for block in blocks if not block.endpoint}
    for account_id, rows in windows.items():
        stops = [until[name] for owner in (None, account_id) if (name := (apps[account_id], owner)) in until]
        found[account_id] = replace(_least(rows, limits, used), blocked_until=max(stops, default=None))
    return found


def _least(windows: Iterable[Window], limits: Limits, used: dict[Window, int]) -> Left:
    found = Left()
    for window in windows:
        limit = limits.of(window.app, window.account_id, Scope.USER, "", window.unit).value
        if limit is None:
            continue
        remaining = max(0, limit - used.get(window, 0))
        if found.remaining is None or remaining < found.remaining:
            found = Left(remaining, limit, window.unit, window.ends_at)
    return found
