"""Who answers for the nine systems, and twelve weeks in which the sample company mended one thing after the other."""

import datetime as dt

from accounts.models import User
from accounts.roles import Role
from core.dates import local_day
from reports.models import GovernanceReading, GovernedSystem
from reports.services import note_governance, set_system_owner

WEEKS = 12
OWNERS = {
    GovernedSystem.ORGANIZATION: Role.ADMINISTRATOR,
    GovernedSystem.OPERATION: Role.CHIEF_EDITOR,
    GovernedSystem.CONTENT: Role.CHIEF_EDITOR,
    GovernedSystem.PUBLISHING: Role.RESPONSIBLE_EDITOR,
    GovernedSystem.AUTHORIZATION: Role.ADMINISTRATOR,
    GovernedSystem.CRISIS: Role.MANAGER,
}


def write_governance(people: dict[Role, User], *, now: dt.datetime) -> None:
    """After everything else: today's reading is a true one, those before it stand a little worse each week back."""
    for system, role in OWNERS.items():
        set_system_owner(system=system, person=people[role], by=people[Role.ADMINISTRATOR], at=now)
    note_governance(now=now)
    today = local_day(now)
    rows = list(GovernanceReading.objects.filter(day=today, found__isnull=False).order_by("key"))
    GovernanceReading.objects.bulk_create(
        GovernanceReading(
            day=today - dt.timedelta(days=back), key=row.key, system=row.system,
            found=(row.found or 0) + (back // 7 + 1) // (2 + number % 4) * (number % 3 == 0),
        )
        for back in range(1, WEEKS * 7)
        for number, row in enumerate(rows)
    )  # fmt: skip
