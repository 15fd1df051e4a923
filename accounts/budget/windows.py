"""Which windows a call counts in, and the one statement that counts.

Whoever locks several rows does so in one order: rows of accounts first (by account; within one the total before the
single endpoints), the rows of the whole app last and for the shortest time. So nothing deadlocks, whoever comes first.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.db import connection

from accounts.budget.limits import Limits
from accounts.models import Purpose
from weibo.errors import Scope
from weibo.limits import Unit, end_of_window, start_of_window


class Window(NamedTuple):
    """One row's name. Without account: the whole app from this server's address. Without endpoint: all calls."""

    app: str
    account_id: int | None
    endpoint: str
    unit: Unit
    starts_at: dt.datetime

    @property
    def scope(self) -> Scope:
        """What its limit counts."""
        if self.account_id is None:
            return Scope.IP
        return Scope.ENDPOINT if self.endpoint else Scope.USER

    @property
    def ends_at(self) -> dt.datetime:
        """When it is over, in UTC."""
        return end_of_window(self.starts_at, self.unit)


def windows_of(app: str, account_id: int, endpoint: str, at: dt.datetime, limits: Limits) -> list[Window]:
    """All windows in which one call counts, limited or not: hours and days of the account, hours of the app always."""
    hour, day = start_of_window(at, Unit.HOUR), start_of_window(at, Unit.DAY)
    found = [Window(app, account_id, "", Unit.DAY, day), Window(app, None, "", Unit.HOUR, hour)]
    if limits.of(app, account_id, Scope.USER, "", Unit.HOUR).value is not None:
        found.append(Window(app, account_id, "", Unit.HOUR, hour))
    if limits.of(app, None, Scope.IP, "", Unit.DAY).value is not None:
        found.append(Window(app, None, "", Unit.DAY, day))
    for unit, start in ((Unit.HOUR, hour), (Unit.DAY, day)):
        if endpoint and (endpoint, unit) in limits.of_endpoints(app):
            found.append(Window(app, account_id, endpoint, unit, start))
    return found


def limit_of(window: Window, limits: Limits) -> int | None:
    """The limit of one window; None = no limit known."""
    return limits.of(window.app, window.account_id, window.scope, window.endpoint, window.unit).value


_FIELDS = "app, account_id, endpoint, unit, starts_at"
_GIVEN = (
    "(SELECT app, account_id, endpoint, unit, to_timestamp(second) AS starts_at, calls, place"
    " FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::int[])"
    " WITH ORDINALITY AS rows(app, account_id, endpoint, unit, second, calls, place)) AS given"
)
_OTHERS = {
    purpose: ", ".join(other.value for other in Purpose if other is not purpose) for purpose in Purpose
}  # columns of our own enum, never what somebody typed


def add(counts: dict[Window, int], purpose: Purpose) -> dict[Window, int]:
    """Count calls in windows, one statement; answers `used` of each afterwards. Holds their rows until the commit."""
    return _by_window(_run(f"{_adding(purpose)} RETURNING {_FIELDS}, used", counts))


def add_silently(counts: dict[Window, int], purpose: Purpose) -> None:
    """Count calls in windows, one statement, when nobody asks what that makes."""
    _run(_adding(purpose), counts)


def _adding(purpose: Purpose) -> str:
    zeros = ", ".join("0" for _ in range(len(Purpose) - 1))
    name = purpose.value
    return f"""
        INSERT INTO accounts_callwindow ({_FIELDS}, used, {name}, {_OTHERS[purpose]})
        SELECT {_FIELDS}, calls, calls, {zeros} FROM {_GIVEN} ORDER BY place
        ON CONFLICT ON CONSTRAINT accounts_call_window_unique DO UPDATE
        SET used = accounts_callwindow.used + EXCLUDED.used, {name} = accounts_callwindow.{name} + EXCLUDED.{name}
    """  # noqa: S608 the names are those of our own enum


def take_back(counts: dict[Window, int], purpose: Purpose) -> None:
    """Calls that were counted and never made. Never below nothing."""
    name = purpose.value
    statement = f"""
        WITH held AS (
            SELECT row.id, calls FROM {_GIVEN} JOIN accounts_callwindow AS row ON (
                row.account_id IS NOT DISTINCT FROM given.account_id AND row.starts_at = given.starts_at
                AND row.app = given.app AND row.unit = given.unit AND row.endpoint = given.endpoint
            ) ORDER BY place FOR NO KEY UPDATE OF row
        )
        UPDATE accounts_callwindow SET used = GREATEST(0, used - calls), {name} = GREATEST(0, {name} - calls)
        FROM held WHERE held.id = accounts_callwindow.id
    """  # noqa: S608 the names are those of our own enum
    _run(statement, counts)


def raise_to(counts: dict[Window, int]) -> None:
    """Weibo has counted so many: ours go up to it, never down, for calls under way are in ours and not yet in its."""
    zeros = ", ".join("0" for _ in Purpose)
    statement = f"""
        INSERT INTO accounts_callwindow ({_FIELDS}, used, {", ".join(Purpose.values)})
        SELECT {_FIELDS}, calls, {zeros} FROM {_GIVEN} ORDER BY place
        ON CONFLICT ON CONSTRAINT accounts_call_window_unique DO UPDATE
        SET used = GREATEST(accounts_callwindow.used, EXCLUDED.used)
    """  # noqa: S608 the names are those of our own enum
    _run(statement, counts)


def used_in(windows: Collection[Window]) -> dict[Window, int]:
    """What was used of each; a window without a row is missing. One query, locks nothing."""
    accounts = {window.account_id for window in windows if window.account_id is not None}
    return used_by(accounts, {window.starts_at for window in windows})


def used_by(account_ids: Collection[int], starts: Collection[dt.datetime]) -> dict[Window, int]:
    """What was used of all windows of these accounts and the apps that begin at `starts`. One query."""
    statement = f"""
        SELECT {_FIELDS}, used FROM accounts_callwindow
        WHERE (account_id = ANY(%s) OR account_id IS NULL) AND starts_at = ANY(%s)
    """  # noqa: S608 the names are ours
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(account_ids), list(starts)])
        return _by_window(cursor.fetchall())


Row = tuple[str, int | None, str, str, dt.datetime, int]


def _run(statement: str, counts: dict[Window, int]) -> list[Row]:
    """Carry out a statement over `given`, in the order of locks; answers what it returns."""
    windows = sorted((window for window, calls in counts.items() if calls > 0), key=place_of)
    if not windows:
        return []
    columns = [list(column) for column in zip(*windows, strict=True)]
    columns[4] = [int(start.timestamp()) for start in columns[4]]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*columns, [counts[window] for window in windows]])
        return cursor.fetchall() if cursor.description else []


def place_of(window: Window) -> tuple[bool, int, str, str, str, dt.datetime]:
    """Where it stands in the order of locks: the whole app last, before it by account, the total before an endpoint."""
    app, account_id, endpoint, unit, starts_at = window
    return account_id is None, account_id or 0, endpoint, app, unit, starts_at


_UNITS = {unit.value: unit for unit in Unit}


def _by_window(rows: Sequence[Row]) -> dict[Window, int]:
    return {
        Window(app, account_id, endpoint, _UNITS[unit], starts_at): used
        for app, account_id, endpoint, unit, starts_at, used in rows
    }
