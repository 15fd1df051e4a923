"""Monthly parts of the table of samples, made ahead (ADR 16)."""

import datetime as dt

from django.db import OperationalError, connection, transaction

from core.dates import local_day
from monitoring.collect.months import AHEAD, PATIENCE, month_after


def make_sample_months(now: dt.datetime, *, since: dt.date | None = None) -> int:
    """Make what is missing from the month of `since` (the present one without) to three months from now, and the months
    of which rows lie in the default part: these move. Returns how many were made.

    A month is made in a moment alone with the default part; when somebody holds it for long, the next call tries again.
    """
    today = local_day(now)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SELECT monitoring_make_sample_months(%s, %s)", [since or today, month_after(today, AHEAD)])
            return int(cursor.fetchone()[0])
    except OperationalError:
        return 0
