"""Account groups: the branches of the matrix (A1)."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from accounts.access import groups_below, require
from accounts.models import AccountGroup, Grant, User
from accounts.roles import Can
from core.audit import Change, record
from core.errors import Conflict, UserError

TREE_LOCK = "SELECT pg_advisory_xact_lock(7236423)"


@dataclass(frozen=True)
class GroupInput:
    """A branch: its name, the branch it hangs on (None: at the top), and its place among its sisters."""

    name: str
    parent: AccountGroup | None = None
    position: int = 0


def save_group(*, group: AccountGroup | None, values: GroupInput, by: User, at: dt.datetime) -> AccountGroup:
    """Make (None) or change a group. Raises `UserError` for a doubled name or a group below itself."""
    require(by, Can.MANAGE_ACCOUNTS)
    try:
        with transaction.atomic():
            _take_turns()
            if group is not None and values.parent is not None and values.parent.pk in groups_below(group.pk):
                raise UserError(_("分组不能放到自己或自己的下级里。"), code="group.cycle", field="parent")
            row = AccountGroup() if group is None else AccountGroup.objects.select_for_update().get(pk=group.pk)
            before = _facts(row) if group is not None else None
            row.name, row.parent, row.position = values.name, values.parent, values.position
            row.save()
            code = "accounts.group.created" if group is None else "accounts.group.updated"
            record(code, row, by=by, at=at, change=Change(before=before, after=_facts(row)))
    except IntegrityError:
        raise UserError(_("同一级已有这个名称的分组。"), code="group.taken", field="name") from None
    return row


def delete_group(*, group: AccountGroup, by: User, at: dt.datetime) -> None:
    """Remove an empty group. Raises `Conflict` while accounts, groups or rights hang on it."""
    require(by, Can.MANAGE_ACCOUNTS)
    with transaction.atomic():
        _take_turns()
        row = AccountGroup.objects.select_for_update().get(pk=group.pk)
        if row.accounts.exists() or row.children.exists():
            raise Conflict(_("分组里还有账号或下级分组，请先移走。"), code="group.not_empty")
        if Grant.objects.filter(group=row).in_force(at).exists():
            raise Conflict(_("还有同事的权限授在这个分组上，请先收回。"), code="group.granted")
        record("accounts.group.deleted", row, by=by, at=at, change=Change(before=_facts(row)))
        row.delete()


def _take_turns() -> None:
    """Two moves at once could close a ring that neither sees."""
    with connection.cursor() as cursor:
        cursor.execute(TREE_LOCK)


def _facts(group: AccountGroup) -> dict[str, str | int | None]:
    return {"name": group.name, "parent": str(group.parent) if group.parent else None, "position": group.position}
