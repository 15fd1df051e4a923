"""Locks of the schedule, all in PostgreSQL: they die with the connection that holds them.

Order when several are taken: freeze, schedule of an account, slot rows, post rows.
"""

from collections.abc import Iterable

from django.db import connection

_FREEZE = (7201, 1)
_SCHEDULE = 7202
_LIFE = 7204
# 7203 by account: whose late posts are judged by one worker at a time (queries.rhythm)


def _ask(function: str, first: int, second: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [first, second])


def lock_freezes() -> None:
    """Whoever starts or ends a freeze: waits until calls that have begun have left, then lets none begin."""
    _ask("pg_advisory_xact_lock", *_FREEZE)


def share_freezes() -> None:
    """A claim reads the freezes: none can start or end before its transaction does."""
    _ask("pg_advisory_xact_lock_shared", *_FREEZE)


def hold_freezes_off() -> None:
    """For the connection (they stack): no freeze returns before the calls that begin now have left."""
    _ask("pg_advisory_lock_shared", *_FREEZE)


def let_freezes_on() -> None:
    """Undo one `hold_freezes_off`."""
    _ask("pg_advisory_unlock_shared", *_FREEZE)


def lock_schedule(account_id: int) -> None:
    """One person at a time changes the schedule of an account, so that rules of frequency are judged on what is."""
    _ask("pg_advisory_xact_lock", _SCHEDULE, account_id % 2**31)


def lock_schedules(account_ids: Iterable[int]) -> None:
    """As `lock_schedule` for many accounts, always in the same order, so that nobody waits for each other."""
    keys = sorted({account_id % 2**31 for account_id in account_ids})
    with connection.cursor() as cursor:
        sql = "SELECT count(pg_advisory_xact_lock(%s, key)) FROM unnest(%s::int[]) WITH ORDINALITY AS wanted (key, n)"
        cursor.execute(sql, [_SCHEDULE, keys])


def hold_life(number: int) -> None:
    """For the connection: this worker lives. Gone with the connection, at once when its process is killed."""
    _ask("pg_advisory_lock", _LIFE, number)


def living() -> set[int]:
    """The numbers of all workers that live."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = %s"
            " AND objsubid = 2 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [_LIFE],
        )
        return {number for (number,) in cursor.fetchall()}
