"""Connecting an account by OAuth: out with a one-time state, back with a code, the token sealed.

The state must exist, be unused, fresh, and come back to the person who started. Whatever else is wrong is answered
with one sentence, and nothing is stored.
"""

import datetime as dt
import secrets
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import gateway
from accounts.access import require
from accounts.models import AccountState, Channel, OAuthRequest, Token, User, WeiboAccount
from accounts.roles import Can
from accounts.secrets import seal
from core.audit import Change, record
from core.errors import Conflict, Unavailable, UserError
from weibo.errors import Ambiguous, WeiboError
from weibo.types import AccessToken
from weibo.types import User as Profile

FRESH = dt.timedelta(minutes=10)
KEEP = dt.timedelta(days=1)
"""How long a state is remembered, so that its second use can be told from a foreign one."""
NICKNAME_LENGTH = 30


@dataclass(frozen=True)
class Callback:
    """What the platform sent back to `redirect_uri`: a code, or the number of an error."""

    state: str
    redirect_uri: str
    code: str = field(default="", repr=False)
    error_code: str = ""


def begin_oauth(*, account: WeiboAccount | None, app: str, redirect_uri: str, by: User, at: dt.datetime) -> str:
    """Start a round trip for `account` (None: whichever account comes back); the address to send the person to."""
    require(by, Can.MANAGE_ACCOUNTS, account.pk if account else None)
    if account is not None and account.state == AccountState.RETIRED:
        raise Conflict(_("账号已停用，请先恢复再授权。"), code="account.retired")
    key = gateway.app_key(app)
    OAuthRequest.objects.filter(created_at__lt=at - KEEP).delete()
    state = secrets.token_urlsafe(32)
    OAuthRequest.objects.create(state=state, user=by, account=account, app=app, created_at=at)
    # Always: a browser that once agreed would otherwise come back with that account without asking.
    return gateway.sync_weibo().authorize_url(key.key, redirect_uri, state=state, forcelogin=True)


def finish_oauth(*, callback: Callback, by: User, at: dt.datetime) -> WeiboAccount:
    """Exchange the code, read the profile, keep the sealed token. Every failure is a `UserError`, nothing stored."""
    trip = _redeem_state(callback.state, by, at)
    require(by, Can.MANAGE_ACCOUNTS, trip.account_id)
    if callback.error_code or not callback.code:
        raise UserError(_refusal(callback.error_code), code=f"oauth.{callback.error_code or 'no_code'}")
    grant, profile = _ask_weibo(callback, trip.app)
    _refuse_another(trip.account, grant.uid)
    try:
        with transaction.atomic():
            account = _account_of(trip, profile, at)
            _keep_token(account, trip.app, grant, by, at)
            after = {"app": trip.app, "uid": grant.uid, "expires_in": grant.expires_in}
            record(
                "accounts.account.connected", account, by=by, at=at, change=Change(after=after, account_id=account.pk)
            )
    except IntegrityError:
        raise Conflict(_("这个微博账号刚被另一位同事接入，请刷新矩阵页。"), code="oauth.race") from None
    return account


def _redeem_state(state: str, by: User, at: dt.datetime) -> OAuthRequest:
    """The round trip of a state, marked as used."""
    with transaction.atomic():
        trip = (
            OAuthRequest.objects.select_for_update(of=("self",)).select_related("account").filter(state=state).first()
        )
        if trip is None or trip.user_id != by.pk:
            raise UserError(_("这次授权不是由您在这里发起的，请从矩阵页重新开始。"), code="oauth.foreign_state")
        if trip.used_at is not None:
            raise UserError(_("这次授权已经处理过，请从矩阵页重新开始。"), code="oauth.used_state")
        trip.used_at = at
        trip.save(update_fields=["used_at"])
    if at - trip.created_at > FRESH:
        raise UserError(_("授权超过 10 分钟没有完成，请重新开始。"), code="oauth.stale_state")
    return trip


def _refusal(error_code: str) -> str:
    if error_code == "21330":
        return _("您在微博取消了授权，账号没有改动。")
    if error_code:
        return _("微博没有同意授权（错误码 %(code)s），账号没有改动。") % {"code": error_code[:12]}
    return _("微博没有返回授权码，请重新开始。")


def _ask_weibo(callback: Callback, app: str) -> tuple[AccessToken, Profile]:
    """The token for a code, and whose it is. No transaction is open here."""
    key, weibo = gateway.app_key(app), gateway.sync_weibo()
    try:
        grant = weibo.access_token(
            client_id=key.key, client_secret=key.secret, code=callback.code, redirect_uri=callback.redirect_uri
        )
        return grant, weibo.users_show(grant.token, uid=grant.uid)
    except Ambiguous as error:
        raise Unavailable(_("微博暂时没有答复，账号没有改动，请稍后重新授权。"), code="oauth.unavailable") from error
    except WeiboError as error:
        raise UserError(error.whole, code=f"oauth.{error.code}") from error


def _refuse_another(account: WeiboAccount | None, uid: str) -> None:
    """The token must be for the account that was meant; and an account is connected in one place only."""
    if account is not None and account.uid is not None and account.uid != uid:
        raise UserError(
            _("您在微博登录的是另一个账号，不是“%(name)s”，请换账号后重新授权。") % {"name": account.nickname},
            code="oauth.another_user",
        )
    other = WeiboAccount.objects.filter(uid=uid).first()
    if account is not None and other is not None and other.pk != account.pk:
        raise UserError(
            _("这个微博账号已作为“%(name)s”接入，不能再接到另一个账号上。") % {"name": other.nickname},
            code="oauth.connected_elsewhere",
        )
    if account is None and other is not None and other.state == AccountState.RETIRED:
        raise UserError(_("账号“%(name)s”已停用，请先恢复再授权。") % {"name": other.nickname}, code="oauth.retired")


def _account_of(trip: OAuthRequest, profile: Profile, at: dt.datetime) -> WeiboAccount:
    """The row to connect: the one that was meant, the one with this uid, an unconnected namesake, or a new one."""
    rows = WeiboAccount.objects.select_for_update()
    nickname = profile.screen_name[:NICKNAME_LENGTH]
    account = rows.filter(pk=trip.account_id).first() if trip.account_id else rows.filter(uid=profile.id).first()
    account = account or rows.filter(uid__isnull=True, nickname=nickname).exclude(state=AccountState.RETIRED).first()
    account = account or WeiboAccount(nickname=nickname, channel=Channel(trip.app), created_at=at)
    account.uid = profile.id
    if account.state != AccountState.EXPIRED or trip.app == gateway.app_of(account):
        account.state = AccountState.CONNECTED
    apply_profile(account, profile, at)
    account.save()
    return account


def apply_profile(account: WeiboAccount, profile: Profile, at: dt.datetime) -> None:
    """What Weibo shows of the account; the nickname follows Weibo as long as no other account here has it."""
    nickname = profile.screen_name[:NICKNAME_LENGTH]
    if nickname and not WeiboAccount.objects.filter(nickname=nickname).exclude(pk=account.pk).exists():
        account.nickname = nickname
    account.avatar_url = profile.avatar[:400]
    account.description, account.domain = profile.description[:300], profile.domain[:60]
    account.website = profile.url[:200]
    account.verified_type = profile.verified_type
    account.verified_reason = profile.verified_reason[:200]
    if profile.followers_count is not None:
        account.followers_count = profile.followers_count
    account.last_call_ok_at = account.profile_asked_at = account.profile_read_at = at


def _keep_token(account: WeiboAccount, app: str, grant: AccessToken, by: User, at: dt.datetime) -> None:
    Token.objects.update_or_create(
        account=account,
        app=app,
        defaults={
            "ciphertext": seal(grant.token),
            "expires_at": at + dt.timedelta(seconds=grant.expires_in),
            "obtained_at": at,
            "obtained_by": by,
            "dead_at": None,
            "dead_code": None,
        },
    )
