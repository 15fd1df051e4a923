"""Roles side by side, and whom a change of a role would concern (A8)."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts.access import Rights
from accounts.models import AccountGroup, CustomRole, Grant, User
from accounts.roles import CAPABILITIES, MEANINGS, Can, Meaning, Role


@dataclass(frozen=True)
class RoleColumn:
    """One role of the matrix: built in (`own` is None) or made by the company, and how many grants use it."""

    slug: str
    name: str
    cans: frozenset[Can]
    own: CustomRole | None = None
    used: int = 0


@dataclass(frozen=True)
class CapabilityRow:
    """One capability with a yes or no for each role."""

    can: Can
    meaning: Meaning
    held: list[bool]


@dataclass(frozen=True)
class Effect:
    """Who gains or loses one capability somewhere."""

    can: Can
    meaning: Meaning
    gains: list[User] = field(default_factory=list)
    loses: list[User] = field(default_factory=list)


def role_columns(*, now: dt.datetime) -> list[RoleColumn]:
    """All roles that can be given, the built-in ones first. Two queries."""
    used = Counter(Grant.objects.in_force(now).values_list("role", flat=True))
    columns = [RoleColumn(role.value, str(role.label), CAPABILITIES[role], None, used[role.value]) for role in Role]
    own = CustomRole.objects.filter(archived_at__isnull=True)
    return [*columns, *(RoleColumn(role.slug, role.name, role.cans, role, used[role.slug]) for role in own)]


def capability_rows(columns: list[RoleColumn]) -> list[CapabilityRow]:
    """The matrix role × capability."""
    return [CapabilityRow(can, MEANINGS[can], [can in column.cans for column in columns]) for can in Can]


def archived_roles() -> list[CustomRole]:
    """Roles that are no longer given."""
    return list(CustomRole.objects.filter(archived_at__isnull=False))


def role_choices(rights: Rights) -> list[tuple[str, str]]:
    """Roles that hold nothing beyond what somebody may do himself anywhere."""
    mine = rights.everywhere.union(*rights.by_account.values(), *rights.by_group.values())
    own = CustomRole.objects.filter(archived_at__isnull=True)
    built_in = [(role.value, str(role.label)) for role in Role if CAPABILITIES[role] <= mine]
    return [*built_in, *((role.slug, role.name) for role in own if role.cans <= mine)]


def role_names() -> dict[str, str]:
    """Slug → name of every role there ever was, for filters and histories."""
    built_in = {role.value: str(role.label) for role in Role}
    return built_in | dict(CustomRole.objects.values_list("slug", "name"))


def effects_of(role: CustomRole, cans: frozenset[Can], *, now: dt.datetime) -> list[Effect]:
    """Whom a change of a role to `cans` would concern; empty when nobody. Two queries for any number of people.

    Somebody whose other grants reach as far neither gains nor loses.
    """
    changed = role.cans ^ cans
    holders = Grant.objects.filter(custom_role=role).in_force(now).values("user")
    grants = list(Grant.objects.filter(user__in=holders).in_force(now).select_related("user", "custom_role"))
    parents = dict(AccountGroup.objects.values_list("pk", "parent_id"))
    found = []
    for can in (can for can in Can if can in changed):
        people = {grant.user for grant in grants if grant.custom_role_id == role.pk}
        touched = sorted((p for p in people if _touched(p, role, can, grants, parents)), key=lambda p: (p.name, p.pk))
        if touched:
            gains = can in cans
            found.append(Effect(can, MEANINGS[can], touched if gains else [], [] if gains else touched))
    return found


def _touched(person: User, role: CustomRole, can: Can, grants: list[Grant], parents: Mapping[int, int | None]) -> bool:
    mine = [grant for grant in grants if grant.user_id == person.pk]
    others = [grant for grant in mine if grant.custom_role_id != role.pk and can in grant.cans]
    changing = [grant for grant in mine if grant.custom_role_id == role.pk]
    return any(not any(_covers(other, grant, parents) for other in others) for grant in changing)


def _covers(wide: Grant, narrow: Grant, parents: Mapping[int, int | None]) -> bool:
    """Whether one grant reaches everywhere where another does, as far as the grants themselves tell."""
    if wide.account_id is None and wide.group_id is None:
        return True
    if wide.account_id is not None:
        return wide.account_id == narrow.account_id
    step = narrow.group_id
    while step is not None and step != wide.group_id:
        step = parents.get(step)
    return step is not None
