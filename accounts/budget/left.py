"""What is left: of accounts for pages, and of days to come against what is planned."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from accounts.budget.blocks import live_blocks
from accounts.budget.limits import Limits, read_limits
from accounts.budget.windows import Window, used_in
from accounts.reservations import planned_calls
from weibo.errors import Scope
from weibo.limits import Left, Unit, end_of_window, start_of_window


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


@dataclass(frozen=True, slots=True)
class Forecast:
    """One window of an account in which posts are planned: does it hold them? `used`: what has been used already."""

    account_id: int
    app: str
    unit: Unit
    starts_at: dt.datetime
    ends_at: dt.datetime
    planned: int
    used: int
    limit: int
    endpoint: str = ""

    @property
    def left(self) -> int:
        """What is left before any planned post."""
        return max(0, self.limit - self.used)

    @property
    def missing(self) -> int:
        """How many calls too few; 0 when all fit."""
        return max(0, self.planned - self.left)


def forecast_budget(
    account_ids: Collection[int], start: dt.datetime, end: dt.datetime, *, now: dt.datetime
) -> list[Forecast]:
    """For each account and each of its limited hours and days from `start` to `end` in which anything is planned:
    what is planned against what there is. Whole days are counted, so what a person plans more is seen. Three queries
    whatever the number of accounts."""
    first, last = max(start, now), end_of_window(end - dt.timedelta(microseconds=1), Unit.DAY)
    planned: dict[Window, int] = {}
    for row in planned_calls(account_ids, first, last):
        for unit in Unit:
            window = Window(row.app, row.account_id, "", unit, start_of_window(row.hour, unit))
            planned[window] = planned.get(window, 0) + row.calls
    if not planned:
        return []
    limits, used, found = read_limits(account_ids), used_in(planned), []
    for window, calls in planned.items():
        limit = limits.of(window.app, window.account_id, Scope.USER, "", window.unit).value
        if limit is not None and window.starts_at < end and window.account_id is not None:
            times = (window.starts_at, window.ends_at)
            found.append(
                Forecast(window.account_id, window.app, window.unit, *times, calls, used.get(window, 0), limit)
            )
    return sorted(found, key=lambda row: (row.starts_at, row.account_id, row.unit))
