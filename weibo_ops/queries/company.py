"""What this company is, in numbers: the three lines on top of the workbench."""

from dataclasses import dataclass

from accounts.models import AccountGroup, AccountState, User, WeiboAccount
from weibo_ops.queries.counts import CountOf


@dataclass(frozen=True)
class Company:
    """`name` is the topmost group when there is just one; empty otherwise."""

    name: str
    accounts: int
    people: int


def company() -> Company:
    """Two queries."""
    roots = list(AccountGroup.objects.filter(parent__isnull=True).values_list("name", flat=True)[:2])
    accounts = WeiboAccount.objects.exclude(state=AccountState.RETIRED).order_by().values("pk")
    people = User.objects.filter(is_active=True).order_by().values("pk")
    counts = (
        User.objects.order_by()
        .annotate(n_accounts=CountOf(accounts), n_people=CountOf(people))
        .values_list("n_accounts", "n_people")
        .first()
    ) or (0, 0)
    return Company(name=roots[0] if len(roots) == 1 else "", accounts=counts[0], people=counts[1])
