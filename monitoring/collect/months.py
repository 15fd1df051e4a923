"""Monthly parts of the table of mentions, made ahead (ADR 14)."""

import datetime as dt
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction

from core.dates import local_day

AHEAD = 3
"""Months after the present one that always stand ready."""
PATIENCE = "5s"
_PARTS = """
WITH month AS (
    SELECT c.oid, to_date(right(c.relname, 7), 'YYYY"m"MM') AS month, greatest(c.reltuples, 0)::bigint AS rows
    FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
    WHERE inhparent = 'monitoring_mention'::regclass AND c.relname ~ '^monitoring_mention_y[0-9]{4}m[0-9]{2}$'
)
SELECT month, monitoring_mention_bound(month), monitoring_mention_bound((month + interval '1 month')::date), rows,
    pg_total_relation_size(oid) FROM month ORDER BY month
"""
_MISSING = """
WITH early AS (
    SELECT (regexp_match(pg_get_expr(relpartbound, oid), 'TO \\(''?([0-9]+)'))[1]::bigint AS bound
    FROM pg_class WHERE oid = 'monitoring_mention_early'::regclass
),
asked AS (
    SELECT greatest(%s, bound) AS first, %s::bigint AS last FROM early
),
month AS (
    SELECT generate_series(
        date_trunc('month', to_timestamp((first / 2 >> 22) + 515483463) AT TIME ZONE 'Asia/Shanghai'),
        least(to_timestamp((last / 2 >> 22) + 515483463) AT TIME ZONE 'Asia/Shanghai', %s::timestamp),
        interval '1 month')::date AS first
    FROM asked WHERE last >= first
)
SELECT first FROM month
WHERE to_regclass('monitoring_mention_y' || to_char(first, 'YYYY"m"MM')) IS NULL ORDER BY first
"""
_BOUNDS = """
SELECT monitoring_mention_bound(%(month)s), monitoring_mention_bound((%(month)s::date + interval '1 month')::date)
"""
_TAKEN = "SELECT EXISTS (SELECT FROM monitoring_mention_default WHERE id >= %s AND id < %s)"


def make_months(now: dt.datetime) -> int:
    """Make what is missing up to three months from now. Returns how many were made.

    Making one needs a moment alone with the table; when somebody reads it for long, the next call tries again: three
    months are time enough.
    """
    wanted = month_after(local_day(now), AHEAD)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            cursor.execute("SELECT monitoring_make_months(%s)", [wanted])
            return int(cursor.fetchone()[0])
    except OperationalError:
        return 0


@dataclass(frozen=True, slots=True)
class Part:
    """A month of the table: its first day in Beijing, its keys (the last one excluded), about how many rows, bytes."""

    month: dt.date
    first: int
    end: int
    rows: int
    size: int

    @property
    def table(self) -> str:
        """Its name in the database."""
        return f"monitoring_mention_y{self.month:%Ym%m}"


def parts() -> list[Part]:
    """The months that stand in the table, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_PARTS)
        return [Part(*row) for row in cursor.fetchall()]


def count_part(part: Part) -> int:
    """How many mentions a month holds, exactly."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {part.table}")  # noqa: S608  a name made of a date
        return int(cursor.fetchone()[0])


def drop_part(part: Part) -> None:
    """Take a month out of the table, for ever. Its hits must be gone. Call it inside a transaction.

    Waits some seconds for whoever reads; raises `OperationalError` when that is not enough.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
        cursor.execute(f"ALTER TABLE monitoring_mention DETACH PARTITION {part.table}")
        cursor.execute(f"DROP TABLE {part.table}")


def put_back_months(first: int, last: int, now: dt.datetime) -> int:
    """Make the months that are missing between two keys: those that retention dropped and a file brings again, and
    those that nobody made in time. Returns how many were made.

    What is older than the first month that ever stood here lies in the early part and needs none.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MISSING, [first, last, month_after(local_day(now), AHEAD)])
        missing = [row[0] for row in cursor.fetchall()]
    return sum(_put_back(month) for month in missing)


def _put_back(month: dt.date) -> bool:
    """Make one month, when none of its rows lies in the default part already."""
    name = f"monitoring_mention_y{month:%Ym%m}"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            cursor.execute(_BOUNDS, {"month": month})
            first, end = cursor.fetchone()
            cursor.execute(_TAKEN, [first, end])
            if cursor.fetchone()[0]:
                return False
            cursor.execute(
                f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF monitoring_mention FOR VALUES FROM (%s) TO (%s)",
                [first, end],
            )
    except OperationalError:
        return False
    return True


def month_after(day: dt.date, months: int) -> dt.date:
    """The first of the month so many months after (or before) the month of a day."""
    index = day.year * 12 + day.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, 1)
