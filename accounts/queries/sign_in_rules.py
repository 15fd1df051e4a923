"""The page on which administrators say which roles need a second factor."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from accounts.models import Grant, User
from accounts.queries.roles import role_names
from accounts.queries.sign_in import people_without_factor, rules

SHOWN = 12


@dataclass(frozen=True)
class RuleRow:
    """A role, whether it needs a second factor, and who of its people has none."""

    role: str
    name: str
    required: bool
    grace_days: int
    people: int
    missing: list[User]

    @property
    def shown(self) -> list[User]:
        return self.missing[:SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.missing) - SHOWN)


def rule_rows(*, now: dt.datetime) -> list[RuleRow]:
    """Every role in the order of the product, custom ones after the built-in."""
    holders: dict[str, dict[int, User]] = defaultdict(dict)
    grants = Grant.objects.filter(user__is_active=True).in_force(now).select_related("user")
    for grant in grants.order_by("user__name"):
        holders[grant.role][grant.user_id] = grant.user
    bare = people_without_factor({pk for people in holders.values() for pk in people})
    standing = rules()
    return [
        RuleRow(
            role=role,
            name=name,
            required=role in standing,
            grace_days=standing[role][0] if role in standing else 7,
            people=len(holders[role]),
            missing=[user for pk, user in holders[role].items() if pk in bare],
        )
        for role, name in role_names().items()
    ]
