"""Everything a person holds, and what a successor would lack (W9)."""

import datetime as dt
from dataclasses import dataclass, field

from accounts.access import Rights, rights_of
from accounts.holdings import Holding, all_holdings
from accounts.models import CustomRole, User, WeiboAccount
from accounts.roles import CAPABILITIES, Can, Role

SAMPLES = 3


@dataclass(frozen=True)
class Held:
    """One sort of thing with its number and the first few."""

    holding: Holding
    count: int
    samples: list[str] = field(default_factory=list)

    @property
    def passes_on(self) -> bool:
        return self.holding.hand_over is not None


@dataclass(frozen=True)
class Lack:
    """Rights that successors lack: `person` needs `role` on these accounts to take over."""

    person: User
    role: str
    role_name: str
    accounts: list[WeiboAccount]


def held_by(person: User, *, at: dt.datetime) -> list[Held]:
    """What a person holds; sorts of which he holds nothing are left out."""
    found = []
    for holding in all_holdings():
        rows = holding.held(person, at)
        count = rows.count()
        if count:
            found.append(Held(holding, count, [holding.name_of(row) for row in rows[:SAMPLES]]))
    return found


def successors(person: User) -> list[User]:
    """Who may take over."""
    return list(User.objects.filter(is_active=True).exclude(pk=person.pk))


def lacks(held: list[Held], chosen: dict[str, User], *, leaver: User, by: User, at: dt.datetime) -> list[Lack]:
    """What must be granted so that the chosen successors may do what they take over, in as few roles as possible."""
    needed: dict[int, dict[int, set[Can]]] = {}
    people: dict[int, User] = {}
    for item in held:
        person = chosen.get(item.holding.key)
        if person is None or item.holding.can is None:
            continue
        people[person.pk] = person
        for account_id in missing_accounts(item.holding, person, leaver=leaver, at=at):
            needed.setdefault(person.pk, {}).setdefault(account_id, set()).add(item.holding.can)
    accounts = WeiboAccount.objects.in_bulk({pk for rows in needed.values() for pk in rows})
    names = {slug: name for slug, name, _cans in _roles()}
    found: dict[tuple[int, str], list[WeiboAccount]] = {}
    for person_id, rows in needed.items():
        for account_id, cans in rows.items():
            role = smallest_role(frozenset(cans), rights_of(by))
            found.setdefault((person_id, role), []).append(accounts[account_id])
    return [Lack(people[pk], role, names[role], rows) for (pk, role), rows in found.items()]


def missing_accounts(holding: Holding, person: User, *, leaver: User, at: dt.datetime) -> set[int]:
    """Accounts of what is handed over on which a successor may not do what it takes."""
    if holding.can is None or not holding.account_path:
        return set()
    rights = rights_of(person)
    if rights.may(holding.can):
        return set()
    ids = holding.held(leaver, at).order_by().values_list(holding.account_path, flat=True).distinct()
    return {account_id for account_id in ids if not rights.may(holding.can, account_id)}


def smallest_role(cans: frozenset[Can], giver: Rights) -> str:
    """The role with the fewest capabilities that has these and that the giver may give; the chief editor else."""
    fitting = [(len(all_cans), slug) for slug, _name, all_cans in _roles() if cans <= all_cans <= giver.everywhere]
    return min(fitting)[1] if fitting else Role.CHIEF_EDITOR.value


def _roles() -> list[tuple[str, str, frozenset[Can]]]:
    own = CustomRole.objects.filter(archived_at__isnull=True)
    built_in = [(role.value, str(role.label), CAPABILITIES[role]) for role in Role]
    return [*built_in, *((role.slug, role.name, role.cans) for role in own)]
