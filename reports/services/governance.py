"""Who answers for each of the nine systems, and what the checks find day by day (I6)."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from core.audit import Change, record
from core.dates import local_day
from core.models import NoticeLevel
from core.notices import Message, notify
from reports.governance import nine_systems
from reports.models import GovernanceReading, GovernedSystem, SystemOwner


def set_system_owner(*, system: GovernedSystem, person: User | None, by: User, at: dt.datetime) -> None:
    """I6: who answers for a system from now on; nobody when `person` is None."""
    require(by, Can.MANAGE_SETTINGS)
    with transaction.atomic():
        row = SystemOwner.objects.select_for_update().filter(system=system).first()
        before = row.person.get_full_name() if row else ""
        after = person.get_full_name() if person else ""
        if before == after and (row.person_id if row else None) == (person.pk if person else None):
            return
        if person is None:
            SystemOwner.objects.filter(system=system).delete()
        else:
            row, _new = SystemOwner.objects.update_or_create(system=system, defaults={"person": person, "set_at": at})
        record(
            "reports.governance.owner", row or SystemOwner(system=system), by=by, at=at,
            change=Change(before={"name": before}, after={"system": str(system), "name": after}),
        )  # fmt: skip


def note_governance(*, now: dt.datetime) -> int:
    """Keep what each check finds today, once a day, and tell owners what turned bad. Returns the number kept (I6)."""
    today = local_day(now)
    if GovernanceReading.objects.filter(day=today).exists():
        return 0
    rows = [
        GovernanceReading(day=today, key=check.key, system=system.key, found=check.found)
        for system in nine_systems(now=now)
        for check in system.checks
    ]
    GovernanceReading.objects.bulk_create(rows, ignore_conflicts=True)
    _tell(rows, today, now)
    return len(rows)


def _tell(rows: list[GovernanceReading], today: dt.date, now: dt.datetime) -> None:
    """Owners hear of checks that were in order at the last reading and no longer are."""
    last = GovernanceReading.objects.filter(day__lt=today).order_by("-day").values_list("day", flat=True).first()
    if last is None:
        return
    fine = set(GovernanceReading.objects.filter(day=last, found=0).values_list("key", flat=True))
    turned: dict[str, int] = {}
    for row in rows:
        if row.found and row.key in fine:
            turned[row.system] = turned.get(row.system, 0) + 1
    for owner in SystemOwner.objects.filter(system__in=turned):
        message = Message(
            text=gettext_noop("您负责的管理体系有 %(n)d 项检查变得不正常"),
            params={"n": turned[owner.system]},
            url=f"{reverse('reports:governance')}#{owner.system}",
            level=NoticeLevel.WARNING,
        )
        notify(to=[owner.person_id], key=f"governance-{owner.system}-{today}", message=message, at=now)
