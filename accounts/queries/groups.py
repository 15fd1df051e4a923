"""The tree of account groups, and which kinds of account a company lacks (A1)."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from accounts.models import AccountGroup, AccountKind, AccountState, WeiboAccount


@dataclass(frozen=True)
class Branch:
    """A group in the order of the tree: how deep it lies, and how many accounts it holds with all below it."""

    group: AccountGroup
    depth: int
    count: int
    has_below: bool = False

    @property
    def indent(self) -> int:
        """The depth as far as the tree is drawn."""
        return min(self.depth, 4)

    @property
    def label(self) -> str:
        """The name, indented for select lists."""
        return "\u3000" * self.depth + self.group.name


def tree(accounts: "QuerySet[WeiboAccount]") -> list[Branch]:
    """All groups, parents before children, with the number of `accounts` in use below each. Two queries."""
    used = accounts.exclude(state=AccountState.RETIRED).order_by()
    direct = dict(used.values_list("group_id").annotate(Count("pk")))
    groups = list(AccountGroup.objects.all())
    children: dict[int | None, list[AccountGroup]] = {}
    for group in groups:
        children.setdefault(group.parent_id, []).append(group)
    total = Counter({group.pk: direct.get(group.pk, 0) for group in groups})
    order: list[tuple[AccountGroup, int]] = []
    waiting = [(group, 0) for group in reversed(children.get(None, []))]
    while waiting:
        group, depth = waiting.pop()
        order.append((group, depth))
        waiting.extend((child, depth + 1) for child in reversed(children.get(group.pk, [])))
    for group, _ in reversed(order):
        if group.parent_id is not None:
            total[group.parent_id] += total[group.pk]
    return [Branch(group, depth, total[group.pk], group.pk in children) for group, depth in order]


def group_choices() -> list[tuple[int, str]]:
    """Groups for a select list, indented."""
    return [(branch.group.pk, branch.label) for branch in tree(WeiboAccount.objects.none())]


def kind_counts(accounts: "QuerySet[WeiboAccount]") -> list[tuple[AccountKind, int]]:
    """How many accounts in use each kind of A1 has; those with none are the ones that the company lacks."""
    used = accounts.exclude(state=AccountState.RETIRED).order_by()
    present = dict(used.values_list("kind").annotate(Count("pk")))
    return [(kind, present.get(kind, 0)) for kind in AccountKind]
