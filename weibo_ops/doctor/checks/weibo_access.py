"""What stands between us and Weibo: reachability, the callback address, the safe domain, grants that end."""

import urllib.error
import urllib.request
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import gateway
from accounts.queries import tokens_expiring
from weibo_ops.doctor.findings import Group, Verdict, Visit, broken, check, fine, warning
from weibo_ops.probes import app_answer, safe_domain_answer
from weibo_ops.queries.search import address_of

SOON: Final = timedelta(days=3)
WEEK: Final = timedelta(days=7)
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@check("weibo.reach", Group.WEIBO, gettext_lazy("微博接口"), seconds=5)
def reach(visit: Visit) -> Verdict:
    """The platform (or the sandbox) answers at all."""
    host = urlsplit(gateway.hosts().api).netloc
    try:
        urllib.request.urlopen(gateway.hosts().api + "/2/emotions.json", timeout=4).close()  # noqa: S310
    except urllib.error.HTTPError as error:
        if error.code >= 500:
            return broken(
                _("%(host)s 应答异常（HTTP %(status)d）。") % {"host": host, "status": error.code},
                _("多半是微博一侧的故障，恢复后会自动继续。"),
            )
    except (OSError, ValueError):
        mend = (
            _("检查服务器的网络、域名解析和防火墙。") if not gateway.is_sandbox() else _("沙箱没有运行，重新启动服务。")
        )
        return broken(
            _("连不上 %(host)s，发布和读取都停着。") % {"host": host}, mend, command=f"curl -I {gateway.hosts().api}"
        )
    return fine(_("%(host)s 正常应答。") % {"host": host})


@check("weibo.callback", Group.WEIBO, gettext_lazy("访问地址"))
def callback(visit: Visit) -> Verdict:
    """BASE_URL is the address that people use, and one that Weibo accepts."""
    base = urlsplit(settings.BASE_URL)
    where = _("在 .env 里把 BASE_URL 改成浏览器里的地址，重新启动，并在开放平台登记同一个回调地址。")
    if visit.origin and not _same(visit.origin, settings.BASE_URL):
        values = {"base": settings.BASE_URL, "origin": visit.origin}
        sentence = _("设置里的地址是 %(base)s，您打开的是 %(origin)s；邮件里的链接和授权回调会去前者。") % values
        state = warning if gateway.is_sandbox() else broken
        return state(sentence, where, command=f"BASE_URL={visit.origin}")
    if not gateway.is_sandbox() and base.scheme != "https":
        return broken(
            _("地址不是 https，微博不接受这样的回调地址。"), _("在反向代理上配置证书，并把 BASE_URL 改为 https 开头。")
        )
    if not gateway.is_sandbox() and base.hostname in LOOPBACK:
        return broken(_("地址只在本机有效，微博无法把人送回来。"), where)
    return fine(_("地址是 %(base)s。") % {"base": settings.BASE_URL})


def _same(one: str, other: str) -> bool:
    left, right = urlsplit(one), urlsplit(other)
    ports = {"http": 80, "https": 443}
    return (left.scheme, left.hostname, left.port or ports.get(left.scheme)) == (
        right.scheme,
        right.hostname,
        right.port or ports.get(right.scheme),
    )


@check("weibo.safe_domain", Group.WEIBO, gettext_lazy("安全域名"), database=True)
def safe_domain(visit: Visit) -> Verdict:
    """The links that are added to posts lie under the domain that the platform knows."""
    found = safe_domain_answer()
    if found.ok:
        return fine(found.sentence)
    mend = (
        _("在“矩阵”里改正这些账号的默认链接。")
        if settings.WEIBO_SAFE_DOMAIN
        else _("在 .env 里填写 WEIBO_SAFE_DOMAIN。")
    )
    state = warning if gateway.is_sandbox() or settings.WEIBO_SAFE_DOMAIN else broken
    return state(found.sentence, mend, url=address_of("accounts:matrix" if settings.WEIBO_SAFE_DOMAIN else "settings"))


@check("weibo.app", Group.WEIBO, gettext_lazy("App Key"), seconds=6)
def app_key(visit: Visit) -> Verdict:
    """The platform knows key and secret. The sandbox's are always right."""
    if gateway.is_sandbox():
        return fine(_("现在接的是沙箱，不需要 App Key。"))
    found = app_answer()
    if found.ok:
        return fine(found.sentence)
    return broken(found.sentence, _("在“设置”里核对。"), url=address_of("settings"))


@check("weibo.tokens", Group.WEIBO, gettext_lazy("账号授权"), database=True)
def tokens(visit: Visit) -> Verdict:
    """Grants that end soon: what they carry fails with them."""
    soon = [token.account.nickname for token in tokens_expiring(within=WEEK, now=visit.at)]
    urgent = [token.account.nickname for token in tokens_expiring(within=SOON, now=visit.at)]
    url = address_of("accounts:expiry") or address_of("accounts:matrix")
    if urgent:
        return broken(
            _("这些账号的授权 3 天内到期：%(names)s。") % {"names": _names(urgent)}, _("现在续期，一次点击。"), url=url
        )
    if soon:
        return warning(_("这些账号的授权 7 天内到期：%(names)s。") % {"names": _names(soon)}, _("安排续期。"), url=url)
    return fine(_("7 天内没有授权到期。"))


def _names(names: list[str]) -> str:
    shown = _("、").join(names[:5])
    return shown if len(names) <= 5 else _("%(names)s 等 %(count)d 个") % {"names": shown, "count": len(names)}
