"""Who holds a capability, where: for reminders that go to everybody in charge."""

import datetime as dt
from collections.abc import Iterable

from accounts.access import Rights, rights_of
from accounts.models import Grant, User
from accounts.roles import Can


def rights_of_everybody(*, at: dt.datetime) -> list[tuple[User, Rights]]:
    """Active people with a grant in force, with what they may do. Two queries for each: for sweeps, not for pages."""
    holders = Grant.objects.in_force(at).values("user_id")
    return [(user, rights_of(user)) for user in User.objects.filter(pk__in=holders, is_active=True).order_by("pk")]


def holders_of(
    can: Can, *, at: dt.datetime, account_id: int | None = None, among: Iterable[tuple[User, Rights]] | None = None
) -> list[User]:
    """The active people who may do `can` for an account; without account: for the whole matrix."""
    everybody = rights_of_everybody(at=at) if among is None else among
    return [user for user, rights in everybody if rights.may(can, account_id)]
