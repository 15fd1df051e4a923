"""What higher layers know of an account: they register here when the apps start, nothing here knows them."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q, QuerySet

TROUBLES: "list[Callable[[], QuerySet[Any]]]" = []
"""Each gives rows with an `account`, one for every thing of an account that waits for a person."""


def troubled() -> Q:
    """The condition on `WeiboAccount` of the accounts for which anything waits for a person."""
    condition = Q(pk__lt=0)  # none, as a condition that the database can count by
    for rows in TROUBLES:
        condition |= Q(pk__in=rows().order_by().values("account_id"))
    return condition


def troubles_of(account_ids: list[int]) -> dict[int, int]:
    """How many things of each account wait for a person. One query for each contribution."""
    found: dict[int, int] = {}
    for rows in TROUBLES:
        counted = rows().filter(account_id__in=account_ids).order_by().values_list("account_id").annotate(Count("pk"))
        for account_id, count in counted:
            found[account_id] = found.get(account_id, 0) + count
    return found
