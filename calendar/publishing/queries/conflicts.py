"""Which posts on the screen stand too near to each other, whatever the filters hide (K2, K4, K7)."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from accounts.models import WeiboAccount
from publishing.models import Policy, Slot
from publishing.planner.conflicts import Standing, conflicts
from publishing.queries.rules import ON_THE_CALENDAR, limits_from
from publishing.queries.week import Chip


def conflicts_of(
    shown: Sequence[Chip],
    accounts: "QuerySet[WeiboAccount]",
    start: dt.datetime,
    end: dt.datetime,
    *,
    filtered: bool,
    policies: Iterable[Policy] | None = None,
) -> dict[int, str]:
    """By slot the sentence about what it collides with; one query, two when filters hide some of what stands there.

    Whoever has read the policies of these accounts passes them.
    """
    ids = {chip.account_id for chip in shown}
    known = Policy.objects.filter(account_id__in=ids) if policies is None else policies
    limits = {row.account_id: limits_from(row) for row in known}
    if filtered:
        rows = Slot.objects.between(start, end).filter(account__in=accounts, account_id__in=ids)
        names = ("scheduled_at", "pk", "account_id", "post__category__is_promotional")
        standing = [Standing(*row) for row in rows.filter(state__in=ON_THE_CALENDAR).values_list(*names)]
    else:
        live = set(ON_THE_CALENDAR)
        standing = [
            Standing(chip.at, chip.pk, chip.account_id, chip.is_promotional) for chip in shown if chip.state in live
        ]
    return conflicts(standing, limits)
