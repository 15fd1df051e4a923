"""Tests behind the buttons of the settings page: each really asks, and answers with one sentence.

Nothing here writes to the database or to Weibo.
"""

import smtplib
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts import gateway
from accounts.models import Channel, User
from core.errors import NotFound, UserError
from weibo.errors import NotSent, WeiboError
from weibo_ops.queries.installation import callback_address, connected_account, links_outside

log = structlog.get_logger(__name__)
INVALID_GRANT: Final = 21325
BAD_CLIENT: Final = frozenset({21324, 10006, 21326})
REDIRECT_MISMATCH: Final = 21322
SECONDS: Final = 5


@dataclass(frozen=True)
class Probe:
    """What a test found."""

    ok: bool
    sentence: str


def probe(name: str, *, by: User, at: datetime) -> Probe:
    """Run the test called `name`. Raises `NotFound` when there is none."""
    run = PROBES.get(name)
    if run is None:
        raise NotFound(_("没有这项测试。"), code="settings.no_test")
    try:
        return run(by, at)
    except NotSent:
        return Probe(
            False, _("连不上 %(host)s，请检查服务器的网络和防火墙。") % {"host": urlsplit(gateway.hosts().api).netloc}
        )
    except WeiboError as error:
        return Probe(False, error.whole)
    except UserError as error:
        return Probe(False, str(error))


def app_answer() -> Probe:
    """Ask for a token with a code that cannot be right: who knows the key answers 21325, who does not 21324."""
    key = gateway.app_key(Channel.SHARE)
    try:
        gateway.sync_weibo().access_token(
            client_id=key.key, client_secret=key.secret, code="settings-test", redirect_uri=callback_address()
        )
    except NotSent:
        raise
    except WeiboError as error:
        return _read_app_error(error)
    return Probe(False, _("微博接受了一个不存在的授权码，请确认接口地址是不是微博的。"))


def _read_app_error(error: WeiboError) -> Probe:
    if error.code == INVALID_GRANT:
        where = _("沙箱") if gateway.is_sandbox() else pgettext("platform", "微博")
        return Probe(True, _("%(where)s认得这个 App Key 和 App Secret。") % {"where": where})
    if error.code in BAD_CLIENT:
        return Probe(False, _("App Key 或 App Secret 不对，请到开放平台的“应用信息”里核对。"))
    if error.code == REDIRECT_MISMATCH:
        return Probe(False, _("App Key 正确，但回调地址和开放平台里登记的不一致。"))
    return Probe(False, error.whole)


def _callback(by: User, at: datetime) -> Probe:
    """Fetch our own sign of life under the address that browsers and Weibo are given."""
    address = f"{settings.BASE_URL}/health/"
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:  # noqa: S310 - our own configured address
            ok = answer.status == 200 and b'"ok"' in answer.read(200)
    except (urllib.error.URLError, OSError, ValueError) as error:
        log.info("callback_probe_failed", address=address, error=str(error))
        ok = False
    if not ok:
        sentence = _("从服务器打不开 %(address)s，请检查 BASE_URL、域名解析和反向代理。")
        return Probe(False, sentence % {"address": address})
    if not gateway.is_sandbox() and not settings.HTTPS:
        return Probe(False, _("地址可以打开，但不是 https，微博不接受这样的回调地址。"))
    return Probe(True, _("这个地址可以打开。请确认开放平台里登记的与它一字不差。"))


def safe_domain_answer() -> Probe:
    """Whether the links that are added to posts lie under the safe domain."""
    domain = settings.WEIBO_SAFE_DOMAIN
    if not domain:
        return Probe(False, _("还没有填写 WEIBO_SAFE_DOMAIN。普通应用发微博必须带安全域名下的链接。"))
    outside = links_outside(domain)
    if outside:
        names = _("、").join(outside[:3])
        return Probe(False, _("这些账号的默认链接不在 %(domain)s 下：%(names)s。") % {"domain": domain, "names": names})
    return Probe(True, _("各账号的默认链接都在 %(domain)s 下。") % {"domain": domain})


def _level(by: User, at: datetime) -> Probe:
    """What the platform grants per hour, asked with the token of a connected account."""
    account = connected_account(at)
    if account is None:
        return Probe(False, _("还没有已授权的账号，先到“矩阵”里连接一个。"))
    limits = gateway.sync_weibo().rate_limit_status(gateway.token_for(account, app=Channel.SHARE))
    if limits.user_limit is None:
        return Probe(True, _("接口可用，微博没有说明每小时的额度。"))
    return Probe(
        True,
        _("每位用户每小时可调用 %(limit)d 次，本小时还剩 %(left)s 次。")
        % {"limit": limits.user_limit, "left": "—" if limits.user_remaining is None else limits.user_remaining},
    )


def _mail(by: User, at: datetime) -> Probe:
    """Send a mail to the person who asks."""
    message = EmailMessage(
        subject=_("Weibo Ops 测试邮件"),
        body=_("收到这封邮件，说明发信设置可用。"),
        to=[by.email],
    )
    try:
        message.send()
    except (smtplib.SMTPException, OSError) as error:
        log.info("mail_probe_failed", error=str(error))
        return Probe(False, _("发送失败：%(error)s") % {"error": str(error)[:200] or type(error).__name__})
    if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        return Probe(False, _("现在的设置只把邮件写进日志，不会寄出。请设置 EMAIL_BACKEND 和 EMAIL_HOST。"))
    return Probe(True, _("已寄往 %(address)s，请查收。") % {"address": by.email})


PROBES: Final[dict[str, Callable[[User, datetime], Probe]]] = {
    "app": lambda by, at: app_answer(),
    "callback": _callback,
    "safe_domain": lambda by, at: safe_domain_answer(),
    "level": _level,
    "mail": _mail,
}
