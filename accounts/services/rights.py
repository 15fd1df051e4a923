"""Grants: who may do what where, given by whom, until when (A8)."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.access import forget_rights, require_grantor
from accounts.models import AccountGroup, Grant, User, WeiboAccount
from accounts.roles import Role
from core.audit import Change, record
from core.errors import Conflict, UserError

ADMINISTRATORS_LOCK = "SELECT pg_advisory_xact_lock(7236422)"


@dataclass(frozen=True)
class GrantInput:
    """A role for one account, or one group with all below it, or (both None) the whole matrix."""

    user: User
    role: Role
    account: WeiboAccount | None = None
    group: AccountGroup | None = None
    reason: str = ""
    ends_at: dt.datetime | None = None


def give_grant(*, grant: GrantInput, by: User, at: dt.datetime) -> Grant:
    """Give a role (A8). Nobody gives what he may not manage himself.

    Raises `Forbidden` for a scope that `by` does not manage, `UserError` for an end in the past, a person who has
    left, or a grant that stands already.
    """
    account_id = grant.account.pk if grant.account else None
    require_grantor(by, account_id=account_id, group_id=grant.group.pk if grant.group else None)
    if grant.account is not None and grant.group is not None:
        raise UserError(_("账号和分组只能选一个。"), code="grant.scope", field="group")
    if grant.ends_at is not None and grant.ends_at <= at:
        raise UserError(_("到期时间应晚于现在。"), code="grant.past", field="ends_at")
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=grant.user.pk)
        if not user.is_active:
            raise UserError(_("这位同事的账户已停用，不能授权。"), code="grant.inactive", field="user")
        _refuse_double(grant, at)
        row = Grant.objects.create(
            user=user,
            role=grant.role,
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
        row = Grant.objects.select_for_update(of=("self",)).select_related("user").filter(pk=grant.pk).in_force(at)
        found = row.first()
        if found is None:
            raise Conflict(_("这项授权已经收回或到期。"), code="grant.ended")
        found.revoked_at = at
        found.save(update_fields=["revoked_at"])
        record(
            "accounts.grant.revoked", found, by=by, at=at, change=_change_of(found, before=_facts(found), reason=reason)
        )
    return found


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
