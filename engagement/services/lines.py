"""How accounts are connected to the fans service: the platform's token, and what makes a talk (E1)."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User, WeiboAccount
from accounts.roles import Can
from accounts.secrets import seal
from core.audit import Change, record
from core.errors import UserError
from engagement.models import FansLine

LONGEST_TERM: Final = 90


@dataclass(frozen=True)
class LineInput:
    """As typed. An empty `token` leaves the kept one; `forget` takes it away."""

    token: str = field(default="", repr=False)
    forget: bool = False
    reopen_days: int = 7
    answer_keys: str = ""


def save_line(*, account: WeiboAccount, values: LineInput, by: User, at: dt.datetime) -> FansLine:
    """Keep them; the token sealed, and out of the audit log. Raises `UserError` when something makes no sense."""
    require(by, Can.MANAGE_ACCOUNTS, account.pk)
    token = values.token.strip()
    if token and (len(token) > 200 or not token.isascii() or any(sign.isspace() for sign in token)):
        raise UserError(_("令牌是一串不带空格的字母、数字和符号，请从粉丝服务平台复制。"), field="token")
    if not 0 <= values.reopen_days <= LONGEST_TERM:
        raise UserError(_("请填 0 到 %(n)d 天。") % {"n": LONGEST_TERM}, field="reopen_days")
    with transaction.atomic():
        FansLine.objects.get_or_create(account=account)
        line = FansLine.objects.select_for_update().get(account=account)
        before = {"token": bool(line.ciphertext), "days": line.reopen_days, "keys": line.answer_keys}
        if token or values.forget:
            line.ciphertext = seal(token) if token else None
            line.token_at, line.token_by, line.error_text = (at if token else None), (by if token else None), ""
        line.reopen_days, line.answer_keys = values.reopen_days, values.answer_keys.strip()
        line.save()
        after = {"token": bool(line.ciphertext), "days": line.reopen_days, "keys": line.answer_keys}
        change = Change(before=before, after=after | {"renewed": bool(token)}, account_id=account.pk)
        record("engagement.line.saved", account, by=by, at=at, change=change)
    return line
