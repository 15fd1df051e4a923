"""Roles that the company makes itself (A8): changed with an eye on whom it concerns, never beyond one's own rights."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access import require, rights_of
from accounts.models import CustomRole, Grant, RoleVersion, User
from accounts.roles import MEANINGS, Can, Role
from core.audit import Change, record
from core.errors import Conflict, Forbidden, UserError


@dataclass(frozen=True)
class RoleInput:
    """What a role is called and contains. Looking is part of every role."""

    name: str
    capabilities: frozenset[Can]
    note: str = ""

    @property
    def cans(self) -> frozenset[Can]:
        return self.capabilities | {Can.VIEW}


def create_role(*, values: RoleInput, by: User, at: dt.datetime) -> CustomRole:
    """A new role. Raises `Forbidden` for capabilities that `by` does not hold for the whole matrix himself."""
    require(by, Can.MANAGE_PEOPLE)
    _refuse_name(values.name)
    refuse_more_than_own(values.cans, by)
    try:
        with transaction.atomic():
            role = CustomRole.objects.create(
                slug=f"own-{secrets.token_hex(4)}",
                name=values.name,
                note=values.note,
                capabilities=sorted(values.cans),
                created_by=by,
                created_at=at,
            )
            _write_version(role, by, at)
            record("accounts.role.created", role, by=by, at=at, change=Change(after=_facts(role)))
    except IntegrityError:
        raise UserError(_("已有同名的角色。"), code="role.taken", field="name") from None
    return role


def change_role(*, role: CustomRole, values: RoleInput, seen: int | None, by: User, at: dt.datetime) -> CustomRole:
    """Change a role for everybody who has it, at once.

    `seen` is the version whose effects were shown; raises `Conflict` when there is a newer one, `Forbidden` for added
    capabilities that `by` does not hold himself.
    """
    require(by, Can.MANAGE_PEOPLE)
    _refuse_name(values.name)
    try:
        with transaction.atomic():
            row = _locked(role)
            if seen != last_version(row):
                raise Conflict(_("这个角色刚被别人修改，请重新查看影响。"), code="role.overtaken")
            refuse_more_than_own(values.cans - row.cans, by)
            before = _facts(row)
            row.name, row.note, row.capabilities = values.name, values.note, sorted(values.cans)
            row.save(update_fields=["name", "note", "capabilities"])
            _write_version(row, by, at)
            record("accounts.role.changed", row, by=by, at=at, change=Change(before=before, after=_facts(row)))
    except IntegrityError:
        raise UserError(_("已有同名的角色。"), code="role.taken", field="name") from None
    return row


def archive_role(*, role: CustomRole, by: User, at: dt.datetime) -> CustomRole:
    """Take a role out of the choice. Raises `Conflict` while somebody has it."""
    require(by, Can.MANAGE_PEOPLE)
    with transaction.atomic():
        row = _locked(role)
        held = Grant.objects.filter(custom_role=row).in_force(at).count()
        if held:
            raise Conflict(
                _("还有 %(n)d 项授权在用这个角色，请先收回或改用别的角色。") % {"n": held}, code="role.in_use"
            )
        row.archived_at = at
        row.save(update_fields=["archived_at"])
        record("accounts.role.archived", row, by=by, at=at, change=Change(before=_facts(row)))
    return row


def refuse_more_than_own(cans: frozenset[Can], by: User, *, held: frozenset[Can] | None = None) -> None:
    """Nobody gives what he does not hold himself (A8); `held` is what he holds there, else for the whole matrix."""
    lacking = cans - (rights_of(by).everywhere if held is None else held)
    if lacking:
        names = _("、").join(str(MEANINGS[can].name) for can in Can if can in lacking)
        raise Forbidden(_("您自己在这个范围没有“%(names)s”权限，不能授予别人。") % {"names": names}, code="grant.above")


def last_version(role: CustomRole) -> int | None:
    """The key of the newest version of a role."""
    return RoleVersion.objects.filter(role=role).order_by("-pk").values_list("pk", flat=True).first()


def _locked(role: CustomRole) -> CustomRole:
    row = CustomRole.objects.select_for_update().get(pk=role.pk)
    if row.archived_at is not None:
        raise Conflict(_("这个角色已归档。"), code="role.archived")
    return row


def _refuse_name(name: str) -> None:
    if name in {str(label) for label in Role.labels}:
        raise UserError(_("这是内置角色的名称，请换一个。"), code="role.built_in", field="name")


def _write_version(role: CustomRole, by: User, at: dt.datetime) -> None:
    RoleVersion.objects.create(role=role, name=role.name, capabilities=role.capabilities, since=at, changed_by=by)


def _facts(role: CustomRole) -> dict[str, object]:
    return {"name": role.name, "note": role.note, "capabilities": list(role.capabilities)}
