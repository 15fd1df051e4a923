"""Monthly parts of the table of mentions, made ahead (ADR 14)."""

import datetime as dt

from django.db import OperationalError, connection, transaction

from core.dates import local_day

AHEAD = 3
"""Months after the present one that always stand ready."""
_PATIENCE = "5s"


def make_months(now: dt.datetime) -> int:
    """Make what is missing up to three months from now. Returns how many were made.

    Making one needs a moment alone with the table; when somebody reads it for long, the next call tries again: three
    months are time enough.
    """
    wanted = month_after(local_day(now), AHEAD)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [_PATIENCE])
            cursor.execute("SELECT monitoring_make_months(%s)", [wanted])
            return int(cursor.fetchone()[0])
    except OperationalError:
        return 0


def month_after(day: dt.date, months: int) -> dt.date:
    """The first of the month so many months after (or before) the month of a day."""
    index = day.year * 12 + day.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, 1)
