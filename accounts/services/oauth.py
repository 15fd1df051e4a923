"""Connecting an account by OAuth: out with a one-time state, back with a code, the token sealed.

The state must exist, be unused, fresh, and come back to the person who started, in the same browser, to the same
address. Whatever else is wrong is answered with one sentence, and nothing is stored.
"""

import datetime as dt
import hashlib
import re
import secrets
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import gateway
from accounts.access import require
from accounts.events import token_renewed
from accounts.models import AccountState, Capability, Channel, KnownFrom, OAuthRequest, Token, User, WeiboAccount
from accounts.roles import Can
from accounts.secrets import seal
from accounts.services.tokens import settle_reminders
from core.audit import Change, record
from core.errors import Conflict, Unavailable, UserError
from weibo.door import SyncWeibo
from weibo.errors import Ambiguous, WeiboError
from weibo.transport import Timeouts
from weibo.types import AccessToken
from weibo.types import User as Profile

FRESH = dt.timedelta(minutes=10)
KEEP = dt.timedelta(days=1)
"""How long a state is remembered, so that its second use can be told from a foreign one."""
NICKNAME_LENGTH = 30
PATIENCE = Timeouts(connect=4, read=8, total=12)
"""A person waits for the answer."""
LONGEST = dt.timedelta(days=3660)
"""The longest grant that is documented lasts five years; whatever is far beyond is no answer."""
TOKEN = re.compile(r"[\x21-\x7e]{4,500}")


@dataclass(frozen=True)
class Trip:
    """A round trip that begins: for which app, from which browser, back to which address; then on to `next_url`."""

    app: str
    redirect_uri: str
    browser: str = field(default="", repr=False)
    next_url: str = ""


@dataclass(frozen=True)
class Callback:
    """What the platform sent back to `redirect_uri`: a code, or the number of an error."""

    state: str
    redirect_uri: str
    code: str = field(default="", repr=False)
    error_code: str = ""
    browser: str = field(default="", repr=False)


@dataclass(frozen=True)
class Connected:
    """The account that came back, and where the person was."""

    account: WeiboAccount
    next_url: str = ""


def _mark_of(browser: str) -> str:
    """What is kept of the number in the browser's session."""
    return hashlib.sha256(browser.encode()).hexdigest()


def begin_oauth(*, account: WeiboAccount | None, trip: Trip, by: User, at: dt.datetime) -> str:
    """Start a round trip for `account` (None: whichever account comes back); the address to send the person to."""
    require(by, Can.MANAGE_ACCOUNTS, account.pk if account else None)
    if account is not None and account.state == AccountState.RETIRED:
        raise Conflict(_("账号已停用，请先恢复再授权。"), code="account.retired")
    key = gateway.app_key(trip.app)
    OAuthRequest.objects.filter(created_at__lt=at - KEEP).delete()
    state = secrets.token_urlsafe(32)
    OAuthRequest.objects.create(
        state=state,
        user=by,
        account=account,
        app=trip.app,
        browser=_mark_of(trip.browser),
        redirect_uri=trip.redirect_uri[:400],
        next_url=trip.next_url[:500],
        created_at=at,
    )
    # Always: a browser that once agreed would otherwise come back with that account without asking.
    return gateway.sync_weibo().authorize_url(key.key, trip.redirect_uri, state=state, forcelogin=True)


def finish_oauth(*, callback: Callback, by: User, at: dt.datetime) -> Connected:
    """Exchange the code, read the profile, keep the sealed token. Every failure is a `UserError`, nothing stored.

    The new token takes the place of the old one in one transaction; `token_renewed` follows its commit.
    """
    trip = _redeem_state(callback, by, at)
    require(by, Can.MANAGE_ACCOUNTS, trip.account_id)
    if callback.error_code or not callback.code:
        raise UserError(_refusal(callback.error_code), code=f"oauth.{callback.error_code or 'no_code'}")
    grant, profile = _ask_weibo(callback, trip)
    _refuse_nonsense(grant, profile)
    _refuse_another(trip.account, grant.uid)
    try:
        with transaction.atomic():
            account = _account_of(trip, profile, at)
            _keep_token(account, trip.app, grant, by, at)
            settle_reminders(account_id=account.pk, app=trip.app, at=at)
            forgotten = _forget_refusals(account, trip.app)
            after = {"app": trip.app, "uid": grant.uid, "expires_in": grant.expires_in, "refusals_forgotten": forgotten}
            change = Change(after=after, account_id=account.pk)
            record("accounts.account.connected", account, by=by, at=at, change=change)
            token_renewed.send_on_commit(account_id=account.pk, app=trip.app)
    except IntegrityError:
        raise Conflict(_("这个微博账号刚被另一位同事接入，请刷新矩阵页。"), code="oauth.race") from None
    return Connected(account, trip.next_url)


def _forget_refusals(account: WeiboAccount, app: str) -> int:
    """What sends had learnt belongs to the old authorisation: the next send may try again. How many there were."""
    learnt = Capability.objects.filter(account=account, app=app, allowed=False, source=KnownFrom.LEARNT)
    return learnt.delete()[0]


def _redeem_state(callback: Callback, by: User, at: dt.datetime) -> OAuthRequest:
    """The round trip of a state, marked as used. A state that belongs elsewhere stays usable there."""
    with transaction.atomic():
        rows = OAuthRequest.objects.select_for_update(of=("self",)).select_related("account")
        trip = rows.filter(state=callback.state).first()
        if trip is None or trip.user_id != by.pk:
            raise UserError(_("这次授权不是由您在这里发起的，请从矩阵页重新开始。"), code="oauth.foreign_state")
        if not secrets.compare_digest(trip.browser, _mark_of(callback.browser)):
            raise UserError(_("这次授权是在另一个浏览器里发起的，请在这里重新开始。"), code="oauth.other_browser")
        if trip.redirect_uri != callback.redirect_uri:
            raise UserError(
                _("授权回到了另一个地址，请用发起时的地址打开系统，再重新开始。"), code="oauth.redirect_mismatch"
            )
        if trip.used_at is not None:
            raise Conflict(_("这次授权已经处理过，不必再来一次。"), code="oauth.used_state")
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


def _ask_weibo(callback: Callback, trip: OAuthRequest) -> tuple[AccessToken, Profile]:
    """The token for a code, and whose it is. No transaction is open here."""
    key, weibo = gateway.app_key(trip.app), SyncWeibo(gateway.hosts(), timeouts=PATIENCE)
    try:
        grant = weibo.access_token(
            client_id=key.key, client_secret=key.secret, code=callback.code, redirect_uri=trip.redirect_uri
        )
        return grant, weibo.users_show(grant.token, uid=grant.uid)
    except Ambiguous as error:
        raise Unavailable(_("微博暂时没有答复，账号没有改动，请稍后重新授权。"), code="oauth.unavailable") from error
    except WeiboError as error:
        raise UserError(error.whole, code=f"oauth.{error.code}") from error


def _refuse_nonsense(grant: AccessToken, profile: Profile) -> None:
    """A token that cannot be one, a lifetime that makes no sense, a profile of somebody else."""
    usable = TOKEN.fullmatch(grant.token) and 0 < grant.expires_in <= LONGEST.total_seconds()
    if not usable or profile.id != grant.uid or not profile.screen_name.strip():
        raise Unavailable(_("微博的答复前后不符，账号没有改动，请稍后重新授权。"), code="oauth.nonsense")


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
