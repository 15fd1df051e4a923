"""What an account picker offers: the accounts a person used last, groups to walk into, and what he types."""

from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from accounts.access import groups_below
from accounts.models import AccountGroup, AccountState, WeiboAccount
from accounts.queries.groups import Branch, tree
from accounts.queries.matrix import Spoken

SHOWN = 30
GROUPS = 12


@dataclass(frozen=True)
class Offer:
    """The list of a picker: sections in the order in which they are shown. `more`: others fit beyond those shown."""

    accounts: list[WeiboAccount]
    recent: list[WeiboAccount] = field(default_factory=list)
    groups: list[Branch] = field(default_factory=list)
    inside: AccountGroup | None = None
    more: bool = False

    @property
    def above(self) -> int | str:
        """The group above the one that is open; empty for the top."""
        return (self.inside.parent_id if self.inside else None) or ""

    @property
    def is_empty(self) -> bool:
        """Nothing fits."""
        return not (self.accounts or self.recent or self.groups)


def offer(
    accounts: "QuerySet[WeiboAccount]", *, words: str = "", group: int | None = None, recent: list[int] | None = None
) -> Offer:
    """What a picker shows of `accounts` in use: recent ones and groups first, a group when it is open, or what fits
    `words` (nickname, UID, group). At most six queries, however many accounts there are."""
    used = accounts.exclude(state=AccountState.RETIRED)
    branches = tree(used)
    inside = next((branch.group for branch in branches if branch.group.pk == group), None)
    if inside is not None:
        used = used.filter(group_id__in=groups_below(inside.pk))
    if words:
        found = _shown(_named(used, words))
        fitting = [branch for branch in branches if branch.count and words.casefold() in branch.group.name.casefold()]
        return Offer(found[:SHOWN], [], fitting[:GROUPS], inside, more=len(found) > SHOWN)
    below = [
        branch for branch in branches if branch.count and branch.group.parent_id == (inside.pk if inside else None)
    ]
    lately = [] if inside is not None or not recent else _in_order(used, recent)
    found = _shown(used.exclude(pk__in=[account.pk for account in lately]))
    return Offer(found[:SHOWN], lately, below[:GROUPS], inside, more=len(found) > SHOWN)


def meant(accounts: "QuerySet[WeiboAccount]", words: str) -> list[WeiboAccount]:
    """The accounts that somebody may mean by what he typed: the one of exactly that nickname, or all that fit."""
    used = accounts.exclude(state=AccountState.RETIRED)
    exact = list(used.filter(Q(nickname__iexact=words) | Q(uid=words))[:1])
    return exact or _shown(_named(used, words))[:SHOWN]


def _named(accounts: "QuerySet[WeiboAccount]", words: str) -> "QuerySet[WeiboAccount]":
    return accounts.filter(Q(nickname__icontains=words) | Q(uid__startswith=words) | Q(group__name__icontains=words))


def _shown(accounts: "QuerySet[WeiboAccount]") -> list[WeiboAccount]:
    return list(accounts.select_related("group").order_by(Spoken("nickname"), "pk")[: SHOWN + 1])


def _in_order(accounts: "QuerySet[WeiboAccount]", pks: list[int]) -> list[WeiboAccount]:
    found = {account.pk: account for account in accounts.filter(pk__in=pks).select_related("group")}
    return [found[pk] for pk in pks if pk in found]
