"""One account beside its group and beside competitors in the same time (I3)."""

import datetime as dt
from dataclasses import dataclass
from statistics import median

from accounts.models import WeiboAccount
from core.dates import day_start
from core.errors import Sentence
from monitoring.queries.competitors import Beside, beside
from reports.measures import Definition
from reports.models import Dimension
from reports.queries.annotations import ONE_DAY
from reports.queries.measure_sets import measure_sets
from reports.queries.values import Subject, Value, measured, own_measures

FEWEST = 3
"""Fewer accounts make no comparison."""


@dataclass(frozen=True)
class Peer:
    """One measure of the account beside the middle of its group; `rank` among `of` accounts with enough data."""

    value: Value
    middle: float | None
    rank: int | None
    of: int

    @property
    def definition(self) -> Definition:
        return self.value.definition


@dataclass(frozen=True)
class Comparison:
    """Both comparisons. `group` is the name of the group, or of the kind for an account without one."""

    account: WeiboAccount
    group: Sentence
    accounts: int
    peers: list[Peer]
    rivals: Beside

    @property
    def is_enough(self) -> bool:
        return self.accounts >= FEWEST


def compared(
    account: WeiboAccount, peers: frozenset[int], *, first: dt.date, last: dt.date, now: dt.datetime
) -> Comparison:
    """`peers` are the accounts of its group or kind that this person may read, itself among them."""
    own = own_measures()
    keys = [one.key for one in measure_sets(own)[account.kind].definitions]
    found = measured(Subject(Dimension.ACCOUNT, accounts=peers), first=first, last=last, keys=keys, today=last, own=own)
    mine = found.rows.get(account.pk)
    lines = []
    for definition in found.definitions:
        known = [row[definition.key] for row in found.rows.values()]
        values = [one.value for one in known if one.value is not None and not one.is_small]
        ranks = found.ranks(definition.key)
        if mine is not None:
            middle = median(values) if len(values) >= FEWEST else None
            lines.append(Peer(mine[definition.key], middle, ranks.get(account.pk), len(ranks)))
    until = min(now, day_start(last + ONE_DAY))
    rivals = beside(days=(last - first).days + 1, now=until, account_id=account.pk)
    group: Sentence = account.group.name if account.group else account.get_kind_display()
    return Comparison(account, group, len(found.rows), lines, rivals)
