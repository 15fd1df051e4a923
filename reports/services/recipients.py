"""To whom reports are mailed (I5)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from core.audit import Change, record
from core.errors import UserError
from reports.models import RecipientGroup


@dataclass(frozen=True)
class GroupInput:
    """A group as the form has it."""

    name: str
    kinds: list[str]
    with_files: bool
    people: list[User]


def save_recipient_group(
    *, given: GroupInput, by: User, at: dt.datetime, group: RecipientGroup | None = None
) -> RecipientGroup:
    """A new group, or `group` changed. Raises `UserError` when another has its name."""
    require(by, Can.MANAGE_SETTINGS)
    taken = RecipientGroup.objects.filter(name=given.name)
    if (taken.exclude(pk=group.pk) if group else taken).exists():
        raise UserError(_("已经有同名的收件组，请换一个名称。"), code="report.group_name", field="name")
    with transaction.atomic():
        found = group or RecipientGroup(created_at=at)
        found.name, found.kinds, found.with_files = given.name, given.kinds, given.with_files
        found.save()
        found.people.set(given.people)
        after = {
            "name": given.name,
            "kinds": given.kinds,
            "people": [person.get_full_name() for person in given.people],
        }
        record("reports.recipients.saved", found, by=by, at=at, change=Change(after=after))
    return found


def remove_recipient_group(*, group: RecipientGroup, by: User, at: dt.datetime) -> None:
    """Nobody of it is mailed from the next report on, unless another group has him too."""
    require(by, Can.MANAGE_SETTINGS)
    with transaction.atomic():
        record("reports.recipients.removed", group, by=by, at=at, change=Change(before={"name": group.name}))
        group.delete()
