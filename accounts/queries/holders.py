"""Who may do something on one account now: whom to tell about it."""

import datetime as dt

from django.db.models import Q

from accounts.access import groups_above
from accounts.models import WeiboAccount
from accounts.queries.endings import matrix_holders
from accounts.roles import Can


def holders_on(account: WeiboAccount, can: Can, *, now: dt.datetime) -> set[int]:
    """User ids of everybody with a capability on an account, by a grant on it, around it, or on the whole matrix."""
    reach = Q(account=account) | Q(account__isnull=True, group__isnull=True)
    if account.group_id is not None:
        reach |= Q(group_id__in=groups_above(account.group_id))
    return {user.pk for user in matrix_holders(can, reach, now=now)}


def in_charge_ids(account: WeiboAccount) -> set[int]:
    """Owner and deputy, as far as there are any."""
    return {pk for pk in (account.owner_id, account.deputy_id) if pk is not None}
