"""One change of several accounts in one go, and taking it back (A1)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import require
from accounts.models import AccountGroup, AccountKind, MatrixChange, User, WeiboAccount
from accounts.roles import Can
from core.audit import Change, record
from core.errors import Conflict, Forbidden, UserError

FIELDS = ("group_id", "owner_id", "deputy_id", "kind", "silent_after_days")
AT_ONCE = 1000
UNDO_FOR = dt.timedelta(hours=24)


@dataclass(frozen=True)
class Undone:
    """How many accounts are as before, and how many were left because somebody has changed them since."""

    restored: int
    kept: int


def change_accounts(
    *, account_ids: list[int], values: dict[str, Any], by: User, at: dt.datetime
) -> MatrixChange | None:
    """Set `values` (keys of `FIELDS`, ids for rows) on all these accounts; None when nothing differed.

    Raises `UserError` when too many are meant or an owner would be his own deputy, `Forbidden` for any account out of
    reach: then nothing is changed.
    """
    wanted = {name: values[name] for name in FIELDS if name in values}
    if len(account_ids) > AT_ONCE:
        raise UserError(_("一次最多修改 %(n)d 个账号，请缩小范围。") % {"n": AT_ONCE}, code="matrix.too_many")
    with transaction.atomic():
        return _change(dict.fromkeys(account_ids, wanted), by, at)


def undo_change(*, change: MatrixChange, by: User, at: dt.datetime) -> Undone:
    """Put back what a change of several accounts replaced; values that were changed again since stay as they are.

    Only the person who made it may, within a day, once. Raises `Conflict` or `Forbidden` otherwise.
    """
    if change.by_id != by.pk:
        raise Forbidden(_("只有做这次修改的人可以撤销。"), code="matrix.undo_foreign")
    with transaction.atomic():
        row = MatrixChange.objects.select_for_update().get(pk=change.pk)
        if row.undone_at is not None or at - row.at > UNDO_FOR:
            raise Conflict(_("这次修改已经撤销，或已超过 24 小时。"), code="matrix.undone")
        present = WeiboAccount.objects.in_bulk([int(pk) for pk in row.before])
        back = {pk: _as_before(account, row.before[str(pk)], row.after[str(pk)]) for pk, account in present.items()}
        back = {pk: values for pk, values in back.items() if values}
        _change(back, by, at, keep=False)
        row.undone_at = at
        row.save(update_fields=["undone_at"])
    return Undone(len(back), len(row.before) - len(back))


def _as_before(account: WeiboAccount, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {name: old for name, old in before.items() if getattr(account, name) == after[name] and _exists(name, old)}


def _exists(name: str, value: Any) -> bool:
    """The group or person that stood there may be gone meanwhile."""
    if value is None or name in {"kind", "silent_after_days"}:
        return True
    model = AccountGroup if name == "group_id" else User
    return model._default_manager.filter(pk=value).exists()


def _change(wanted: dict[int, dict[str, Any]], by: User, at: dt.datetime, *, keep: bool = True) -> MatrixChange | None:
    """Lock, change, audit each account by itself; remembers the values before and after."""
    for pk in wanted:
        require(by, Can.MANAGE_ACCOUNTS, pk)
    accounts = list(WeiboAccount.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    before: dict[str, dict[str, Any]] = {}
    after: dict[str, dict[str, Any]] = {}
    for account in accounts:
        new = {name: value for name, value in wanted[account.pk].items() if getattr(account, name) != value}
        if new:
            before[str(account.pk)] = {name: getattr(account, name) for name in new}
            after[str(account.pk)] = new
            for name, value in new.items():
                setattr(account, name, value)
    changed = [account for account in accounts if str(account.pk) in after]
    _check_deputies(changed)
    if not changed:
        return None
    WeiboAccount.objects.bulk_update(changed, FIELDS)
    _record(changed, before, after, by, at)
    return MatrixChange.objects.create(by=by, at=at, before=before, after=after) if keep else None


def _check_deputies(accounts: list[WeiboAccount]) -> None:
    same = [account for account in accounts if account.owner_id is not None and account.owner_id == account.deputy_id]
    if same:
        sentence = ngettext(
            "“%(name)s”的负责人和替补会是同一个人。", "“%(name)s”等 %(n)d 个账号的负责人和替补会是同一个人。", len(same)
        )
        raise UserError(sentence % {"name": same[0].nickname, "n": len(same)}, code="account.deputy", field="deputy")


def _record(
    accounts: list[WeiboAccount],
    before: dict[str, dict[str, Any]],
    after: dict[str, dict[str, Any]],
    by: User,
    at: dt.datetime,
) -> None:
    """The audit log tells names, not keys."""
    words = _words(list(before.values()) + list(after.values()))
    for account in accounts:
        key = str(account.pk)
        told = [{name.removesuffix("_id"): words.get((name, value), value) for name, value in side[key].items()}
                for side in (before, after)]  # fmt: skip
        change = Change(before=told[0], after=told[1], account_id=account.pk)
        record("accounts.account.updated", account, by=by, at=at, change=change)


def _words(values: list[dict[str, Any]]) -> dict[tuple[str, Any], str]:
    """(field, key) → the name of the group or person, or the word of the kind."""
    groups = {row["group_id"] for row in values if row.get("group_id")}
    people = {row[name] for row in values for name in ("owner_id", "deputy_id") if row.get(name)}
    found: dict[tuple[str, Any], str] = {
        ("group_id", row.pk): str(row) for row in AccountGroup.objects.filter(pk__in=groups)
    }
    for user in User.objects.filter(pk__in=people):
        found[("owner_id", user.pk)] = found[("deputy_id", user.pk)] = str(user)
    return found | {("kind", kind.value): str(kind.label) for kind in AccountKind}
