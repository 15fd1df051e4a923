"""The budget of sends: read for a whole batch in three small queries, counted for a whole batch in two."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from accounts.budget.blocks import Block, live_blocks
from accounts.budget.limits import Limits, read_limits
from accounts.budget.windows import Window, add_silently, limit_of, take_back, used_by, windows_of
from accounts.models import Purpose
from weibo.errors import Scope
from weibo.limits import Unit, start_of_window

Send = tuple[int, str, str]
"""Account id, app, endpoint."""
SendCalls = Mapping[Send, int]
_Change = Callable[[dict[Window, int], Purpose], None]


@dataclass(frozen=True, slots=True)
class Shortage:
    """Why a send has to wait: Weibo said no (`code`), or a window is used up. `until`: when it is free again."""

    scope: Scope
    until: dt.datetime
    unit: Unit | None = None
    limit: int | None = None
    used: int | None = None
    code: int | None = None


@dataclass(slots=True)
class SendBudgets:
    """What sends may use, now and later. It knows the counts of the windows that run at `now`, those that begin later
    are empty; `take` remembers what goes before. Touches no database once it is read."""

    now: dt.datetime
    limits: Limits
    used: dict[Window, int]
    blocks: dict[int | None, list[Block]] = field(default_factory=dict)
    taken: dict[Window, int] = field(default_factory=dict)
    _windows: dict[tuple[Send, int], list[tuple[Window, int | None]]] = field(default_factory=dict)
    _shapes: dict[tuple[str, str, int], list[tuple[Window, int | None]]] = field(default_factory=dict)

    def shortage(self, send: Send, calls: int, *, at: dt.datetime) -> Shortage | None:
        """Why `calls` of one send do not fit at `at`, behind those taken; the reason that holds longest."""
        at = max(at, self.now)
        reasons = self._stopping(send, at) if self.blocks else []
        for window, limit in self._counting(send, at):
            if limit is None:
                continue
            used = self.used.get(window, 0) + self.taken.get(window, 0)
            if used + calls > limit:
                reasons.append(Shortage(window.scope, window.ends_at, window.unit, limit, used))
        return max(reasons, key=lambda reason: reason.until) if reasons else None

    def take(self, send: Send, calls: int, *, at: dt.datetime) -> None:
        """These calls are going to be made at `at`: what follows has that much less."""
        for window, _limit in self._counting(send, max(at, self.now)):
            self.taken[window] = self.taken.get(window, 0) + calls

    def _stopping(self, send: Send, at: dt.datetime) -> list[Shortage]:
        account_id, app, endpoint = send
        return [
            Shortage(block.scope, block.until, code=block.code)
            for owner in (None, account_id)
            for block in self.blocks.get(owner, ())
            if block.until > at and block.stops(app, account_id, endpoint)
        ]

    def _counting(self, send: Send, at: dt.datetime) -> list[tuple[Window, int | None]]:
        """The windows of a send with their limits. Accounts without limits of their own share all but their rows."""
        hour = int(at.timestamp()) // 3600
        found = self._windows.get((send, hour))
        if found is None:
            account_id, app, endpoint = send
            if account_id in self.limits.own:
                found = self._look(send, at)
            else:
                shape = self._shapes.get((app, endpoint, hour))
                if shape is None:
                    shape = self._shapes[app, endpoint, hour] = self._look(send, at)
                found = [
                    (window if window.account_id is None else Window(app, account_id, *window[2:]), limit)
                    for window, limit in shape
                ]
            self._windows[send, hour] = found
        return found

    def _look(self, send: Send, at: dt.datetime) -> list[tuple[Window, int | None]]:
        account_id, app, endpoint = send
        windows = windows_of(app, account_id, endpoint, at, self.limits)
        return [(window, limit_of(window, self.limits)) for window in windows]


def send_budgets(apps: Mapping[int, str], *, now: dt.datetime) -> SendBudgets:
    """The budgets of these accounts (account id → app). Three queries, whatever their number."""
    blocks: dict[int | None, list[Block]] = {}
    for block in live_blocks(apps.keys(), now=now):
        blocks.setdefault(block.account_id, []).append(block)
    used = used_by(apps.keys(), [start_of_window(now, unit) for unit in Unit])
    return SendBudgets(now, read_limits(apps.keys()), used, blocks)


def count_taken(budgets: SendBudgets) -> None:
    """Count what was taken, in one statement. Within the caller's transaction it comes last: it holds rows of apps."""
    add_silently(budgets.taken, Purpose.PUBLISHING)


def count_calls(
    calls: SendCalls, *, at: dt.datetime, purpose: Purpose = Purpose.PUBLISHING, limits: Limits | None = None
) -> None:
    """Count calls that are about to be made, whatever is left: who asks has looked before. Set-based: one statement,
    and one query more without `limits`. Within the caller's transaction it comes last: it holds the app's row."""
    _change(add_silently, calls, at, purpose, limits)


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
