"""Requests for verification (A5): asked with a reason, decided by an administrator with a reason, never by oneself."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import require
from accounts.models import AccountKind, AccountState, RequestState, User, VerificationRequest, WeiboAccount
from accounts.queries import holders_on
from accounts.roles import Can
from core.audit import Change, record
from core.errors import Conflict, Forbidden, UserError
from core.notices import Message, notify, settle

ASKED = gettext_noop("“%(account)s”申请认证（%(holder)s），请决定。")
DECIDED = gettext_noop("“%(account)s”的认证申请%(state)s：%(reason)s")


@dataclass(frozen=True)
class VerificationInput:
    """Who holds the account, and why it should be verified in the company's name."""

    holder: str
    reason: str


def ask_for_verification(
    *, account: WeiboAccount, values: VerificationInput, by: User, at: dt.datetime
) -> VerificationRequest:
    """Ask that an account be verified. Raises `Conflict` while another request is open."""
    require(by, Can.WRITE, account.pk)
    if account.state == AccountState.RETIRED:
        raise Conflict(_("账号已停用，不能申请认证。"), code="verification.retired")
    try:
        with transaction.atomic():
            asked = VerificationRequest.objects.create(
                account=account, holder=values.holder, reason=values.reason, asked_by=by, asked_at=at
            )
            change = Change(after={"name": values.holder}, reason=values.reason, account_id=account.pk)
            record("accounts.verification.asked", asked, by=by, at=at, change=change)
            _tell_managers(asked, at)
    except IntegrityError:
        raise Conflict(_("已有一份申请在等待决定。"), code="verification.open") from None
    return asked


def decide_verification(
    *, asked: VerificationRequest, approve: bool, reason: str, by: User, at: dt.datetime
) -> VerificationRequest:
    """An administrator agrees or not, always with a reason, never on his own request (A5)."""
    require(by, Can.MANAGE_ACCOUNTS, asked.account_id)
    if not reason.strip():
        raise UserError(_("请写明理由。"), code="verification.reason", field="reason")
    with transaction.atomic():
        asked = _open(asked)
        if asked.asked_by_id == by.pk:
            raise Forbidden(_("不能决定自己提出的申请，请另一位管理账号的同事处理。"), code="verification.own")
        state = RequestState.APPROVED if approve else RequestState.REFUSED
        code = "accounts.verification.approved" if approve else "accounts.verification.refused"
        return _close(asked, state, code, reason.strip()[:300], by, at)


def withdraw_verification(*, asked: VerificationRequest, by: User, at: dt.datetime) -> VerificationRequest:
    """Whoever asked no longer does; an administrator may withdraw for him."""
    if asked.asked_by_id != by.pk:
        require(by, Can.MANAGE_ACCOUNTS, asked.account_id)
    with transaction.atomic():
        return _close(_open(asked), RequestState.WITHDRAWN, "accounts.verification.withdrawn", "", by, at)


def name_second(*, account: WeiboAccount, second: WeiboAccount | None, by: User, at: dt.datetime) -> WeiboAccount:
    """Who speaks in a leader's place when he doesn't (A5); None takes the name back."""
    require(by, Can.MANAGE_ACCOUNTS, account.pk)
    if second is not None and (second.pk == account.pk or second.state == AccountState.RETIRED):
        raise UserError(_("请选择另一个在用的账号。"), code="second.other", field="account")
    if second is not None and account.kind != AccountKind.LEADER:
        raise UserError(_("只有领导人账号需要指定代言账号。"), code="second.kind", field="account")
    with transaction.atomic():
        row = WeiboAccount.objects.select_for_update().get(pk=account.pk)
        before = str(row.second or "")
        row.second = second
        row.save(update_fields=["second"])
        change = Change(before={"second": before}, after={"second": str(second or "")}, account_id=row.pk)
        record("accounts.account.second_named", row, by=by, at=at, change=change)
    return row


def _open(asked: VerificationRequest) -> VerificationRequest:
    row = VerificationRequest.objects.select_for_update(of=("self",)).select_related("account").get(pk=asked.pk)
    if row.state != RequestState.OPEN:
        raise Conflict(_("这份申请已经有了决定。"), code="verification.decided")
    return row


def _close(
    asked: VerificationRequest, state: RequestState, code: str, reason: str, by: User, at: dt.datetime
) -> VerificationRequest:
    asked.state, asked.decided_by, asked.decided_at, asked.decision = state, by, at, reason
    asked.save(update_fields=["state", "decided_by", "decided_at", "decision"])
    change = Change(after={"name": asked.holder}, reason=reason, account_id=asked.account_id)
    record(code, asked, by=by, at=at, change=change)
    settle(key_prefix=f"verification:{asked.pk}:", at=at)
    if state != RequestState.WITHDRAWN and asked.asked_by_id is not None:
        params = {"account": asked.account.nickname, "state": str(state.label), "reason": reason}
        message = Message(DECIDED, params, reverse("accounts:account_verification", args=[asked.account_id]))
        notify(to=[asked.asked_by_id], key=f"verification-decided:{asked.pk}", message=message, at=at)
    return asked


def _tell_managers(asked: VerificationRequest, at: dt.datetime) -> None:
    managers = holders_on(asked.account, Can.MANAGE_ACCOUNTS, now=at) - {asked.asked_by_id or 0}
    params = {"account": asked.account.nickname, "holder": asked.holder}
    message = Message(ASKED, params, reverse("accounts:account_verification", args=[asked.account_id]))
    notify(to=managers, key=f"verification:{asked.pk}:asked", message=message, at=at)
