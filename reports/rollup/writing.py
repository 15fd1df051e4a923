"""Putting the rows of some days in place of what stood there: only what differs is written (I1)."""

import datetime as dt
from collections import Counter
from typing import Any

from django.db.backends.utils import CursorWrapper

from reports.rollup.rows import COLUMNS, ROWS

_KEY = "(r.day, r.dimension, r.key, r.account_id) = (n.day, n.dimension, n.key, n.account_id)"
_NEW = ", ".join(f"n.{name}" for name in COLUMNS.split(", "))
_OLD = ", ".join(f"r.{name}" for name in COLUMNS.split(", "))
_SPAN = "r.day >= %(first)s AND r.day <= %(last)s"
_PLAIN = "day, dimension, key, account_id"

SETTINGS = "SET LOCAL jit = off; SET LOCAL work_mem = '64MB'; SET LOCAL enable_sort = off"
"""For this transaction: compiling such a statement takes longer than running it, and its sorts fit into memory. The
last sample of a day comes from the ends of the months' indexes; PostgreSQL, expecting one sample, would read and sort
them all, which takes three times as long. Where nothing but a sort will do it still sorts."""

GATHER = f"CREATE TEMPORARY TABLE reports_gathered ON COMMIT DROP AS {ROWS}"
"""Once for all that follows; the transaction drops it."""

COMPARING = "SET LOCAL enable_nestloop = off; SET LOCAL enable_sort = on"
"""From here on whole days are compared: of a day that is new PostgreSQL expects a row and gets 70,000 (once 412 s)."""

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
DELETE FROM reports_dailyrollup r WHERE {_SPAN}
    AND NOT EXISTS (SELECT FROM reports_gathered n WHERE {_KEY})
RETURNING day
"""  # noqa: S608  only constants of this module are put in
"""Rows that the present facts no longer give (a post was moved to another category …)."""

CHANGE = f"""
UPDATE reports_dailyrollup r SET ({COLUMNS}) = ROW({_NEW})
FROM reports_gathered n WHERE {_KEY} AND {_SPAN} AND ({_OLD}) IS DISTINCT FROM ({_NEW})
RETURNING r.day
"""  # noqa: S608  only constants of this module are put in
"""Rows that read otherwise now. An upsert would lock each row that stays as it is, and so write it."""

ADD = f"""
INSERT INTO reports_dailyrollup ({_PLAIN}, {COLUMNS})
SELECT {_PLAIN}, {COLUMNS} FROM reports_gathered n
WHERE NOT EXISTS (SELECT FROM reports_dailyrollup r WHERE {_KEY} AND {_SPAN})
ORDER BY {_PLAIN}
RETURNING day
"""  # noqa: S608  only constants of this module are put in
"""Rows that were not there, in the order of their unique index. Nobody adds any meanwhile: writers stand in line."""


def counted(cursor: CursorWrapper, statement: str, params: dict[str, Any]) -> Counter[dt.date]:
    """Run a statement that returns the day of each row that it changed; how many there were of each day."""
    cursor.execute(f"WITH changed AS ({statement}) SELECT day, count(*) FROM changed GROUP BY day", params)  # noqa: S608
    return Counter(dict(cursor.fetchall()))
