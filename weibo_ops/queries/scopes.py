"""Accounts and groups to choose from: found by typing, never a wall of a thousand names."""

from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.access import accounts_for
from accounts.models import AccountGroup, User, WeiboAccount

SHOWN = 12


@dataclass(frozen=True)
class ScopeChoices:
    """What the switcher lists. `more` is how many accounts match beyond those shown."""

    groups: list[AccountGroup]
    accounts: list[WeiboAccount]
    more: int


def scope_choices(user: User, text: str) -> ScopeChoices:
    """Groups that hold accounts of this person and accounts by name, both narrowed by `text`."""
    visible = accounts_for(user)
    accounts = visible.filter(Q(nickname__icontains=text) | Q(uid=text)) if text else visible
    groups = AccountGroup.objects.filter(accounts__in=visible.values("pk")).annotate(size=Count("accounts"))
    found = list(accounts.order_by("nickname")[: SHOWN + 1])
    more = accounts.count() - SHOWN if len(found) > SHOWN else 0
    return ScopeChoices(list(groups.filter(name__icontains=text)[:SHOWN]), found[:SHOWN], more)
