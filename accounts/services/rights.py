"""Grants: who may do what where, given by whom, until when (A8)."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.access import cans_over, forget_rights, require_grantor
from accounts.models import AccountGroup, CustomRole, Grant, InvitationLink, User, WeiboAccount
from accounts.roles import CAPABILITIES, Role
from accounts.services.roles import refuse_more_than_own
from core.audit import Change, record
from core.errors import Conflict, UserError
from core.notices import settle

RENEWAL = dt.timedelta(days=90)
"""How far one click prolongs a grant."""
ADMINISTRATORS_LOCK = "SELECT pg_advisory_xact_lock(7236422)"


@dataclass(frozen=True)
class GrantInput:
    """A role for one account, or one group with all below it, or (both None) the whole matrix.

    `role` is a `Role` or the slug of a `CustomRole`.
    """

    user: User
    role: str
    account: WeiboAccount | None = None
    group: AccountGroup | None = None
    reason: str = ""
    ends_at: dt.datetime | None = None


def give_grant(*, grant: GrantInput, by: User, at: dt.datetime) -> Grant:
    """Give a role (A8). Nobody gives what he may not manage or does not hold himself, and nobody gives to himself.

    Raises `Forbidden` for a scope that `by` does not manage or a role beyond his own, `UserError` for an end in the
    past, a person who has left, or a grant that stands already.
    """
    account_id, group_id = grant.account.pk if grant.account else None, grant.group.pk if grant.group else None
    require_grantor(by, account_id=account_id, group_id=group_id)
    if grant.account is not None and grant.group is not None:
        raise UserError(_("账号和分组只能选一个。"), code="grant.scope", field="group")
    _refuse_end(grant.ends_at, at)
    _refuse_own(grant.user, by)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=grant.user.pk)
        if not (user.is_active or InvitationLink.objects.open().filter(user=user).exists()):
            raise UserError(_("这位同事的账户已停用，不能授权。"), code="grant.inactive", field="user")
        custom = _custom_role(grant.role)
        cans = custom.cans if custom else CAPABILITIES[grant.role]
        refuse_more_than_own(cans, by, held=cans_over(by, account_id=account_id, group_id=group_id))
        _refuse_double(grant, at)
        row = Grant.objects.create(
            user=user,
            role=grant.role,
            custom_role=custom,
            account=grant.account,
            group=grant.group,
            given_by=by,
            given_at=at,
            reason=grant.reason,
            ends_at=grant.ends_at,
        )
        record("accounts.grant.given", row, by=by, at=at, change=_change_of(row, after=_facts(row), reason=row.reason))
    forget_rights(user)
    return row


def revoke_grant(*, grant: Grant, by: User, at: dt.datetime, reason: str = "") -> Grant:
    """Take a grant back. Raises `Conflict` when it has ended already, `UserError` for the last administrator."""
    require_grantor(by, account_id=grant.account_id, group_id=grant.group_id)
    with transaction.atomic():
        keep_an_administrator(without_grant=grant.pk)
        found = _in_force(grant, at)
        found.revoked_at, found.revoked_by, found.revoked_reason = at, by, reason
        found.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
        record(
            "accounts.grant.revoked", found, by=by, at=at, change=_change_of(found, before=_facts(found), reason=reason)
        )
        settle(key_prefix=f"grant-end:{found.pk}:", at=at)
    return found


def change_grant_end(
    *, grant: Grant, ends_at: dt.datetime | None, by: User, at: dt.datetime, reason: str = ""
) -> Grant:
    """Let a grant in force end at another time, or (None) not at all (A8). The past stays as it was.

    Raises like `give_grant` and `revoke_grant`: whoever prolongs a right gives it.
    """
    require_grantor(by, account_id=grant.account_id, group_id=grant.group_id)
    _refuse_end(ends_at, at)
    with transaction.atomic():
        if ends_at is not None:
            keep_an_administrator(without_grant=grant.pk)
        found = _in_force(grant, at)
        if found.ends_at is not None and (ends_at is None or ends_at > found.ends_at):
            _refuse_own(found.user, by)
            held = cans_over(by, account_id=found.account_id, group_id=found.group_id)
            refuse_more_than_own(found.cans, by, held=held)
        before = _facts(found)
        found.ends_at = ends_at
        found.save(update_fields=["ends_at"])
        change = _change_of(found, before=before, after=_facts(found), reason=reason)
        record("accounts.grant.prolonged", found, by=by, at=at, change=change)
        settle(key_prefix=f"grant-end:{found.pk}:", at=at)
    forget_rights(found.user)
    return found


def renew_grant(*, grant: Grant, by: User, at: dt.datetime) -> Grant:
    """Prolong a grant by `RENEWAL` from its end, in one click. Raises `UserError` for one without an end."""
    if grant.ends_at is None:
        raise UserError(_("这项授权长期有效，不用续期。"), code="grant.lasting")
    return change_grant_end(grant=grant, ends_at=grant.ends_at + RENEWAL, by=by, at=at)


def keep_an_administrator(*, without_user: int | None = None, without_grant: int | None = None) -> None:
    """Refuse a change that would leave nobody who administers the whole matrix for good (A8).

    Call it inside the transaction of the change: its lock makes two administrators who remove each other take turns.
    """
    with connection.cursor() as cursor:
        cursor.execute(ADMINISTRATORS_LOCK)
    lasting = Grant.objects.filter(
        role=Role.ADMINISTRATOR,
        account__isnull=True,
        group__isnull=True,
        ends_at__isnull=True,
        revoked_at__isnull=True,
        user__is_active=True,
    )
    lost = Q(user_id=without_user) | Q(pk=without_grant)
    if lasting.filter(lost).exists() and not lasting.exclude(lost).exists():
        raise UserError(
            _("至少要保留一位长期有效的系统管理员，请先把管理权限交给另一位同事。"), code="grant.last_administrator"
        )


def _in_force(grant: Grant, at: dt.datetime) -> Grant:
    """The locked row. Raises `Conflict` when it has ended meanwhile."""
    rows = Grant.objects.select_for_update(of=("self",)).select_related("user", "custom_role", "account", "group")
    found = rows.filter(pk=grant.pk).in_force(at).first()
    if found is None:
        raise Conflict(_("这项授权已经收回或到期。"), code="grant.ended")
    return found


def _custom_role(slug: str) -> CustomRole | None:
    """The locked row of the company's own role; None for a built-in one. It cannot be archived meanwhile."""
    if slug in CAPABILITIES:
        return None
    found = CustomRole.objects.select_for_update().filter(slug=slug, archived_at__isnull=True).first()
    if found is None:
        raise UserError(_("没有这个角色，或者它已归档。"), code="grant.role", field="role")
    return found


def _refuse_end(ends_at: dt.datetime | None, at: dt.datetime) -> None:
    if ends_at is not None and ends_at <= at:
        raise UserError(_("到期时间应晚于现在。"), code="grant.past", field="ends_on")


def _refuse_own(user: User, by: User) -> None:
    if user.pk == by.pk:
        raise UserError(_("不能给自己授权或续期，请由另一位管理同事操作。"), code="grant.self", field="user")


def _refuse_double(grant: GrantInput, at: dt.datetime) -> None:
    same = Grant.objects.filter(user=grant.user, role=grant.role, account=grant.account, group=grant.group).in_force(at)
    if same.filter(ends_at=grant.ends_at).exists():
        raise Conflict(_("这位同事已经有同样的授权。"), code="grant.double")


def _facts(grant: Grant) -> dict[str, str | int | None]:
    return {
        "user": str(grant.user),
        "user_id": grant.user_id,
        "role": grant.role,
        "account_id": grant.account_id,
        "group_id": grant.group_id,
        "scope": grant.scope_name,
        "ends_at": grant.ends_at.isoformat() if grant.ends_at else None,
    }


def _change_of(
    grant: Grant,
    *,
    before: dict[str, str | int | None] | None = None,
    after: dict[str, str | int | None] | None = None,
    reason: str = "",
) -> Change:
    return Change(before=before, after=after, reason=reason, account_id=grant.account_id)
