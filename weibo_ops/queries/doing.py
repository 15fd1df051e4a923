"""The workbench's row of numbers: how the accounts of this person did in the last seven whole days."""

import datetime as dt
from typing import Final

from accounts.roles import Can
from core.dates import local_day
from reports.models import Dimension
from reports.queries import Subject, Value, measured
from weibo_ops.queries.workbench import Reach

KEYS: Final = ("posts", "interactions", "followers_growth", "first_answer")
DAYS: Final = 7


def doing(reach: Reach) -> list[Value]:
    """I2, I3: four measures with their own base; none for those who do not read reports, and without any roll-up.

    Who reads the whole matrix is told from its own rows; others from those of their accounts, or of the page's scope.
    """
    if not reach.rights.may_somewhere(Can.REPORT):
        return []
    ids = reach.rights.account_ids(Can.REPORT)
    if reach.only is not None:
        ids = set(reach.only) if ids is None else ids & reach.only
    whole = Subject(Dimension.MATRIX)
    subject = whole if ids is None else Subject(accounts=frozenset(ids))
    today = local_day(reach.now)
    last = today - dt.timedelta(days=1)
    found = measured(subject, first=last - dt.timedelta(days=DAYS - 1), last=last, keys=KEYS, today=today)
    return [found.total[key] for key in KEYS] if found.rows else []
