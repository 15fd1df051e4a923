"""Accounts of the matrix: made, described, retired (A1, A2)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import AccountState, Token, User, WeiboAccount
from accounts.roles import Can
from core.audit import Change, record
from core.errors import Conflict, UserError

FACTS = ("nickname", "kind", "registered_name", "group", "channel", "owner", "deputy", "link", "silent_after_days")
POSITION = ("audience", "service", "persona", "tone", "never_says")


def save_account(*, account: WeiboAccount | None, values: dict[str, Any], by: User, at: dt.datetime) -> WeiboAccount:
    """Make an account (None) or change its `FACTS`; others in `values` are passed over (A1).

    Raises `UserError` (field `nickname` or `deputy`) when the nickname is taken or nobody stands in for the owner.
    """
    require(by, Can.MANAGE_ACCOUNTS, account.pk if account else None)
    if values.get("owner") is not None and values.get("owner") == values.get("deputy"):
        raise UserError(_("负责人和替补不能是同一个人。"), code="account.deputy", field="deputy")
    try:
        with transaction.atomic():
            if account is None:
                account = WeiboAccount(created_at=at, **_chosen(values, FACTS))
                account.save()
                change = Change(after=_plain(account, FACTS), account_id=account.pk)
                record("accounts.account.created", account, by=by, at=at, change=change)
            else:
                account = _change_fields(account, _chosen(values, FACTS), "accounts.account.updated", by, at)
    except IntegrityError:
        raise UserError(_("已经有同名的账号。"), code="account.taken", field="nickname") from None
    return account


def save_position(*, account: WeiboAccount, values: dict[str, Any], by: User, at: dt.datetime) -> WeiboAccount:
    """The positioning card (A2): for whom, what for, persona, tone, what it never says."""
    require(by, Can.MANAGE_ACCOUNTS, account.pk)
    with transaction.atomic():
        return _change_fields(account, _chosen(values, POSITION), "accounts.account.positioned", by, at)


def retire_account(*, account: WeiboAccount, by: User, at: dt.datetime, reason: str = "") -> WeiboAccount:
    """Stop using an account: its tokens are thrown away, its history stays."""
    require(by, Can.MANAGE_ACCOUNTS, account.pk)
    with transaction.atomic():
        account = _locked(account)
        if account.state == AccountState.RETIRED:
            raise Conflict(_("这个账号已经停用。"), code="account.retired")
        before = {"state": account.state}
        account.state = AccountState.RETIRED
        account.save(update_fields=["state"])
        Token.objects.filter(account=account).delete()
        change = Change(before=before, after={"state": account.state}, reason=reason, account_id=account.pk)
        record("accounts.account.retired", account, by=by, at=at, change=change)
    return account


def reopen_account(*, account: WeiboAccount, by: User, at: dt.datetime) -> WeiboAccount:
    """Use a retired account again; it has to be connected anew."""
    require(by, Can.MANAGE_ACCOUNTS, account.pk)
    with transaction.atomic():
        account = _locked(account)
        if account.state != AccountState.RETIRED:
            raise Conflict(_("这个账号没有停用。"), code="account.not_retired")
        account.state = AccountState.UNCONNECTED
        account.save(update_fields=["state"])
        record("accounts.account.reopened", account, by=by, at=at, change=Change(account_id=account.pk))
    return account


def note_post(*, account_id: int, at: dt.datetime) -> None:
    """Tell when an account has posted, however the post left; feeds the silent-account watch. Never goes back."""
    newest = Greatest(Coalesce("last_post_at", models.Value(at)), models.Value(at))
    WeiboAccount.objects.filter(pk=account_id).update(last_post_at=newest)


_POSTED = """
WITH told AS (
  SELECT account.id, news.since, news.answered FROM accounts_weiboaccount account
  JOIN unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS news (id, since, answered) ON news.id = account.id
  ORDER BY account.id FOR NO KEY UPDATE OF account
)
UPDATE accounts_weiboaccount account
SET last_post_at = greatest(account.last_post_at, told.since),
    last_call_ok_at = greatest(account.last_call_ok_at, told.answered)
FROM told WHERE told.id = account.id
"""


def note_posts(*, posted: Iterable[tuple[int, dt.datetime, dt.datetime]]) -> None:
    """`note_post` and `gateway.call_succeeded` for many by one statement: (account, stands since, answered at)."""
    newest: dict[int, tuple[dt.datetime, dt.datetime]] = {}
    for account_id, since, answered in posted:
        known = newest.get(account_id, (since, answered))
        newest[account_id] = max(known[0], since), max(known[1], answered)
    times = list(newest.values())
    with connection.cursor() as cursor:
        cursor.execute(_POSTED, [list(newest), [since for since, _ in times], [answered for _, answered in times]])


def _locked(account: WeiboAccount) -> WeiboAccount:
    return WeiboAccount.objects.select_for_update().get(pk=account.pk)


def _change_fields(account: WeiboAccount, values: dict[str, Any], code: str, by: User, at: dt.datetime) -> WeiboAccount:
    """Save what differs and audit exactly that; nothing is written when nothing differs."""
    account = _locked(account)
    changed = [name for name, value in values.items() if getattr(account, name) != value]
    if not changed:
        return account
    before = _plain(account, changed)
    for name in changed:
        setattr(account, name, values[name])
    account.save(update_fields=changed)
    change = Change(before=before, after=_plain(account, changed), account_id=account.pk)
    record(code, account, by=by, at=at, change=change)
    return account


def _chosen(values: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def _plain(account: WeiboAccount, names: "tuple[str, ...] | list[str]") -> dict[str, Any]:
    """Values for the audit log: rows by their name."""
    found = {name: getattr(account, name) for name in names}
    return {name: str(value) if isinstance(value, models.Model) else value for name, value in found.items()}
