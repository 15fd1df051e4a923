"""What the audit log and the person hear about signing in: right, wrong, from a new browser."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop

from accounts.models import User
from core.audit import SYSTEM, Change, record
from core.dates import BEIJING
from core.models import NoticeLevel
from core.notices import Message, notify

NEW_BROWSER = gettext_noop(
    "您的账户在一个新的浏览器上登录：%(browser)s，地址 %(from)s，%(time)s。不是您本人请立即修改密码。"
)
WRONG_CODE = gettext_noop(
    "有人用您的密码登录，但没有通过两步验证：%(browser)s，地址 %(from)s，%(time)s。不是您本人请立即修改密码。"
)


@dataclass(frozen=True)
class Entry:
    """One way in: `method` is password, totp, recovery_codes, webauthn or the slug of a company's sign-in."""

    method: str
    address: str
    browser: str


def note_sign_in(*, user: User, entry: Entry, new_browser: bool, at: dt.datetime) -> None:
    """A person has signed in; from a new browser he is told, in the bell and by mail.

    The very first sign-in is no news.
    """
    first = not _has_signed_in(user)
    facts = {"method": entry.method, "from": entry.address, "browser": entry.browser, "new": new_browser}
    record("accounts.sign_in.succeeded", user, by=user, at=at, change=Change(after=facts))
    if new_browser and not first:
        params = {"browser": entry.browser, "from": entry.address, "time": _clock(at)}
        _tell(user, f"new-browser:{user.pk}:{at.timestamp():.0f}", NEW_BROWSER, params, at)


def note_failure(*, user: User, entry: Entry, at: dt.datetime) -> None:
    """Somebody gave a wrong password or code for this person."""
    facts = {"method": entry.method, "from": entry.address, "browser": entry.browser}
    record("accounts.sign_in.failed", user, by=SYSTEM, at=at, change=Change(after=facts))
    if entry.method != "password":
        params = {"browser": entry.browser, "from": entry.address, "time": _clock(at)}
        _tell(user, f"wrong-code:{user.pk}:{at.astimezone(BEIJING):%Y-%m-%d}", WRONG_CODE, params, at)


def note_password(*, user: User, at: dt.datetime) -> None:
    """The password is another one now."""
    record("accounts.user.password_changed", user, by=user, at=at)
    text = gettext_noop("您的登录密码已在 %(time)s 修改。不是您本人请立即联系系统管理员。")
    _tell(user, f"password:{user.pk}:{at.timestamp():.0f}", text, {"time": _clock(at)}, at)


def note_factor(*, user: User, what: str, kind: str, at: dt.datetime) -> None:
    """A factor was `added`, `removed` or `renewed`; `kind` is its type."""
    record(f"accounts.factor.{what}", user, by=user, at=at, change=Change(after={"kind": kind}))
    text = FACTOR_TEXTS.get((what, kind))
    if text:
        _tell(user, f"factor:{user.pk}:{what}:{at.timestamp():.0f}", text, {"time": _clock(at)}, at)


FACTOR_TEXTS = {
    ("added", "totp"): gettext_noop("您的账户在 %(time)s 添加了身份验证器。不是您本人请立即联系系统管理员。"),
    ("added", "webauthn"): gettext_noop("您的账户在 %(time)s 添加了通行密钥。不是您本人请立即联系系统管理员。"),
    ("removed", "totp"): gettext_noop("您的账户在 %(time)s 停用了身份验证器。不是您本人请立即联系系统管理员。"),
    ("removed", "webauthn"): gettext_noop("您的账户在 %(time)s 删除了通行密钥。不是您本人请立即联系系统管理员。"),
    ("renewed", "recovery_codes"): gettext_noop("您的恢复码在 %(time)s 重新生成，旧的已失效。"),
}


def _has_signed_in(user: User) -> bool:
    from core.models import AuditEntry

    entries = AuditEntry.objects.filter(object_type="accounts.user", object_id=str(user.pk))
    return entries.filter(code="accounts.sign_in.succeeded").exists()


def _tell(user: User, key: str, text: str, params: dict[str, Any], at: dt.datetime) -> None:
    message = Message(text, params=params, url=reverse("account_me"), level=NoticeLevel.WARNING, mail=True)
    notify(to=[user.pk], key=key, message=message, at=at)


def _clock(at: dt.datetime) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
