"""Accounts and groups to choose from: found by typing, never a wall of a thousand names."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from accounts.access import accounts_for
from accounts.models import AccountGroup, User, WeiboAccount

SHOWN, RECENT = 12, 5


@dataclass(frozen=True)
class GroupChoice:
    """A group with the number of accounts in it and below it that the person may see."""

    pk: int
    name: str
    size: int


@dataclass(frozen=True)
class ScopeChoices:
    """What the switcher lists. `more` is how many accounts match beyond those shown."""

    recent: list[WeiboAccount]
    groups: list[GroupChoice]
    accounts: list[WeiboAccount]
    more: int


def scope_choices(user: User, text: str, recent: Sequence[int] = ()) -> ScopeChoices:
    """What this person used last, groups that hold accounts of his, and accounts by name; all narrowed by `text`."""
    visible = accounts_for(user)
    accounts = visible.filter(Q(nickname__icontains=text) | Q(uid=text)) if text else visible
    known = {account.pk: account for account in visible.filter(pk__in=recent)} if recent and not text else {}
    lately = [known[pk] for pk in recent if pk in known][:RECENT]
    rest = accounts.exclude(pk__in=[account.pk for account in lately])
    found = list(rest.order_by("nickname")[: SHOWN + 1])
    more = rest.count() - SHOWN if len(found) > SHOWN else 0
    groups = [group for group in _groups(user) if text.casefold() in group.name.casefold()]
    groups.sort(key=lambda group: -group.size)  # the widest first: a company before its regions
    return ScopeChoices(lately, groups[:SHOWN], found[:SHOWN], more)


def _groups(user: User) -> list[GroupChoice]:
    """Groups with visible accounts, counting what lies below them, in the order of the matrix."""
    groups = list(AccountGroup.objects.order_by("position", "pk"))
    parents = {group.pk: group.parent_id for group in groups}
    sizes: Counter[int] = Counter()
    for group_id in accounts_for(user).filter(group__isnull=False).values_list("group_id", flat=True):
        step: int | None = group_id
        while step is not None:
            sizes[step] += 1
            step = parents.get(step)
    return [GroupChoice(group.pk, group.name, sizes[group.pk]) for group in groups if sizes[group.pk]]
