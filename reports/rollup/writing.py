"""Putting the rows of some days in place of what stood there: only what differs is written (I1)."""

import datetime as dt
from typing import Any

from django.db.backends.utils import CursorWrapper

from reports.rollup.rows import COLUMNS, ROWS

_KEY = "(r.day, r.dimension, r.key, r.account_id) = (n.day, n.dimension, n.key, n.account_id)"
_NEW = ", ".join(f"n.{name}" for name in COLUMNS.split(", "))
_OLD = ", ".join(f"r.{name}" for name in COLUMNS.split(", "))
_EXCLUDED = ", ".join(f"EXCLUDED.{name}" for name in COLUMNS.split(", "))
_PLAIN = "day, dimension, key, account_id"

SETTINGS = "SET LOCAL jit = off; SET LOCAL work_mem = '64MB'"
"""For this transaction: compiling such a statement takes longer than running it, and its sorts fit into memory."""

GATHER = f"CREATE TEMPORARY TABLE reports_gathered ON COMMIT DROP AS {ROWS}"
"""Once for all that follows; the transaction drops it."""

RESTATE = f"""
INSERT INTO reports_restatement (day, dimension, key, account_id, was, now, restated_at)
SELECT r.day, r.dimension, r.key, r.account_id, was.figures, now.figures, %(at)s
FROM reports_dailyrollup r
LEFT JOIN reports_gathered n ON {_KEY}
CROSS JOIN LATERAL (SELECT to_jsonb(f) AS figures FROM (SELECT {_OLD}) f) was
CROSS JOIN LATERAL (SELECT to_jsonb(f) AS figures FROM (SELECT {_NEW}) f) now
WHERE r.day = ANY(%(closed)s) AND r.dimension IN ('matrix', 'account') AND ({_OLD}) IS DISTINCT FROM ({_NEW})
"""  # noqa: S608  only constants of this module are put in
"""What was shown after its day was over, and reads otherwise now: it stays visible what it was."""

REMOVE = f"""
DELETE FROM reports_dailyrollup r WHERE r.day >= %(first)s AND r.day <= %(last)s
    AND NOT EXISTS (SELECT FROM reports_gathered n WHERE {_KEY})
RETURNING day
"""  # noqa: S608  only constants of this module are put in
"""Rows that the present facts no longer give (a post was moved to another category …)."""

WRITE = f"""
INSERT INTO reports_dailyrollup AS r ({_PLAIN}, {COLUMNS})
SELECT {_PLAIN}, {COLUMNS} FROM reports_gathered
ON CONFLICT (day, dimension, key, account_id) DO UPDATE SET ({COLUMNS}) = ROW({_EXCLUDED})
WHERE ({_OLD}) IS DISTINCT FROM ({_EXCLUDED})
RETURNING day
"""  # noqa: S608  only constants of this module are put in
"""Upsert of the rows that are new or differ."""


def counted(cursor: CursorWrapper, statement: str, params: dict[str, Any]) -> dict[dt.date, int]:
    """Run a statement that returns the day of each row that it changed; how many there were of each day."""
    cursor.execute(f"WITH changed AS ({statement}) SELECT day, count(*) FROM changed GROUP BY day", params)  # noqa: S608
    return dict(cursor.fetchall())
