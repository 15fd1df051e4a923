"""The way from an account to Weibo: which hosts, which app, which token.

The real platform when an app key is configured, otherwise the sandbox. The only room that unseals tokens.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import budget
from accounts.events import token_ended
from accounts.models import AccountState, Channel, Token, WeiboAccount
from accounts.secrets import unseal
from core.audit import SYSTEM, Change, record
from core.errors import UserError
from weibo.client import Hosts
from weibo.door import SyncWeibo
from weibo.limits import Left

SANDBOX_APPS = {
    Channel.SHARE: ("sandbox-app-key", "sandbox-app-secret"),
    Channel.COMMERCIAL: ("sandbox-biz-key", "sandbox-biz-secret"),
}
"""Every sandbox begins with these two apps."""


@dataclass(frozen=True)
class AppKey:
    """One of our apps at the platform."""

    key: str
    secret: str = field(repr=False)


def is_sandbox() -> bool:
    """Without an app key of the real platform everything goes to the sandbox."""
    return not settings.WEIBO_APP_KEY


def hosts() -> Hosts:
    """The base addresses of Weibo, or of the sandbox."""
    return Hosts.single(settings.WEIBO_SANDBOX_URL) if is_sandbox() else Hosts()


def sync_weibo() -> SyncWeibo:
    """The synchronous door; cheap to make."""
    return SyncWeibo(hosts())


def callback_url(request: HttpRequest) -> str:
    """Where the consent page sends people back to.

    The real platform compares it with what is registered, so there it is made from BASE_URL; the sandbox takes any
    address of this machine, so there it is the one in the browser, where the person is signed in.
    """
    path = reverse("accounts:oauth_callback")
    return request.build_absolute_uri(path) if is_sandbox() else settings.BASE_URL + path


def app_of(account: WeiboAccount) -> Channel:
    """Which of our apps an account uses."""
    return app_of_channel(account.channel)


def app_of_channel(channel: str) -> Channel:
    """Which of our apps serves a channel; a hand-over account reads through the ordinary one."""
    return Channel.COMMERCIAL if channel == Channel.COMMERCIAL else Channel.SHARE


def app_key(app: str) -> AppKey:
    """Key and secret of the `share` or `commercial` app. Raises `UserError` when it is not configured."""
    channel = Channel(app)
    if is_sandbox() and channel in SANDBOX_APPS:
        return AppKey(*SANDBOX_APPS[channel])
    if channel == Channel.COMMERCIAL and settings.WEIBO_BIZ_APP_KEY:
        return AppKey(settings.WEIBO_BIZ_APP_KEY, settings.WEIBO_BIZ_APP_SECRET)
    if channel == Channel.SHARE:
        return AppKey(settings.WEIBO_APP_KEY, settings.WEIBO_APP_SECRET)
    raise UserError(_("还没有配置商业应用的 App Key，请联系系统管理员。"), code="app.missing")


def app_secrets() -> list[tuple[str, str]]:
    """(`share` or `commercial`, secret) of our configured apps: what the platform signs its calls to us with."""
    found = []
    for channel in SANDBOX_APPS:
        try:
            found.append((str(channel), app_key(channel).secret))
        except UserError:
            continue
    return found


def token_for(account: WeiboAccount, *, app: str | None = None) -> str:
    """The decrypted token of an account, for immediate use; never log or store it.

    Raises `UserError` (code `token.missing`, `token.dead`, `token.expired` or `token.sealed`) when there is none.
    """
    token = Token.objects.filter(account=account, app=app or app_of(account)).first()
    if token is None:
        raise _missing(account)
    if (trouble := _trouble_of(token, account, timezone.now())) is not None:
        raise trouble
    return _open(token, account)


@dataclass(frozen=True, slots=True)
class Grants:
    """The tokens of some accounts, each for the app that the account uses; still sealed."""

    by_account: Mapping[int, Token]

    def why_not(self, account: WeiboAccount, now: dt.datetime) -> str:
        """Why nothing can be sent with the account's token at `now`; empty when it can. Does not unseal."""
        token = self.by_account.get(account.pk)
        trouble = _missing(account) if token is None else _trouble_of(token, account, now)
        return "" if trouble is None else str(trouble)

    def token_of(self, account: WeiboAccount) -> str:
        """The decrypted token, for immediate use. Raises `UserError` (`token.missing`, `token.sealed`)."""
        token = self.by_account.get(account.pk)
        if token is None:
            raise _missing(account)
        return _open(token, account)


def grants_of(accounts: Iterable[WeiboAccount]) -> Grants:
    """The tokens of many accounts in one query."""
    apps = {account.pk: app_of(account) for account in accounts}
    tokens = Token.objects.filter(account__in=apps)
    return Grants({token.account_id: token for token in tokens if token.app == apps[token.account_id]})


def _missing(account: WeiboAccount) -> UserError:
    return UserError(_("账号“%(name)s”还没有授权。") % {"name": account.nickname}, code="token.missing")


def _trouble_of(token: Token, account: WeiboAccount, now: dt.datetime) -> UserError | None:
    name = {"name": account.nickname}
    if token.dead_at is not None:
        return UserError(_("账号“%(name)s”的授权已失效，请重新授权。") % name, code="token.dead")
    if token.expires_at <= now:
        return UserError(_("账号“%(name)s”的授权已到期，请重新授权。") % name, code="token.expired")
    return None


def _open(token: Token, account: WeiboAccount) -> str:
    return open_sealed(token.ciphertext, account)


def open_sealed(ciphertext: bytes | memoryview, account: WeiboAccount) -> str:
    """A token for immediate use; never log or store it. Raises `UserError` (`token.sealed`) when no key fits."""
    try:
        return unseal(ciphertext)
    except InvalidToken:
        sentence = _("账号“%(name)s”的授权无法解密，请重新授权。") % {"name": account.nickname}
        raise UserError(sentence, code="token.sealed") from None


def token_dead(account: WeiboAccount, app: str, code: int | None, at: dt.datetime) -> None:
    """Weibo said that the grant has ended: no call is made with it again until somebody renews it."""
    with transaction.atomic():
        found = Token.objects.select_for_update().filter(account=account, app=app, dead_at__isnull=True).first()
        # An answer to a call made before the renewal says nothing about the new token.
        if found is None or found.obtained_at > at:
            return
        found.dead_at, found.dead_code = at, code
        found.save(update_fields=["dead_at", "dead_code"])
        if app == app_of(account):
            WeiboAccount.objects.filter(pk=account.pk, state=AccountState.CONNECTED).update(state=AccountState.EXPIRED)
        change = Change(after={"app": app, "code": code}, account_id=account.pk)
        record("accounts.token.died", account, by=SYSTEM, at=at, change=change)
        token_ended.send_on_commit(account_id=account.pk, app=app)


def call_succeeded(account: WeiboAccount, at: dt.datetime) -> None:
    """Remember the last good call: it is shown as the health of the account."""
    WeiboAccount.objects.filter(pk=account.pk).update(last_call_ok_at=at)


def calls_left(accounts: Iterable[WeiboAccount], now: dt.datetime) -> dict[int, Left]:
    """How many calls the accounts have left, by account id. Three queries, whatever their number."""
    return budget.calls_left({account.pk: app_of(account) for account in accounts}, now=now)
