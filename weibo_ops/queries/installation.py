"""What is configured, and which sweeps have run: for the settings page and the doctor."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AccountState, Channel, WeiboAccount
from core.models import Heartbeat
from weibo_ops.queries.search import address_of


@dataclass(frozen=True)
class Item:
    """One thing that real Weibo access needs. `test` names a probe; empty when there is nothing to ask."""

    key: str
    title: str
    value: str
    ready: bool
    how: str | Promise
    test: str = ""
    copy: bool = False
    needed: bool = True


@dataclass(frozen=True)
class Beat:
    """A process or sweep and its last sign of life."""

    title: str
    at: datetime | None
    late: bool


@dataclass(frozen=True)
class Preset:
    """A page on which shipped data can be looked at and changed."""

    title: str | Promise
    what: str | Promise
    url: str


BEATS: Final = {
    "publishing.dispatch": (gettext_lazy("定时发布"), timedelta(minutes=1)),
    "monitoring.read_sources": (gettext_lazy("读取监测来源"), timedelta(minutes=15)),
    "monitoring.sweep_due": (gettext_lazy("关键词巡查"), timedelta(minutes=15)),
    "monitoring.collect_due": (gettext_lazy("采集互动数据"), timedelta(minutes=15)),
    "monitoring.sample_accounts": (gettext_lazy("采集粉丝数"), timedelta(days=2)),
    "engagement.read_inbox": (gettext_lazy("读取评论"), timedelta(minutes=15)),
    "engagement.settle_replies": (gettext_lazy("核实回复结果"), timedelta(minutes=15)),
    "reports.roll_up": (gettext_lazy("汇总昨日数据"), timedelta(days=2)),
    "accounts.remind_of_tokens": (gettext_lazy("授权到期提醒"), timedelta(hours=1)),
    "accounts.remind_of_endings": (gettext_lazy("权限和资格到期提醒"), timedelta(hours=1)),
    "weibo_ops.examine": (gettext_lazy("系统体检"), timedelta(minutes=40)),
}
"""Heartbeats that must be there, with the age from which they are late."""

PRESETS: Final = (
    (gettext_lazy("分类与配比"), gettext_lazy("知识、互动、活动、推广等分类和每周占比"), "content:quotas"),
    (gettext_lazy("词表"), gettext_lazy("广告法极限词、敏感词和自己的禁用词"), "content:words"),
    (gettext_lazy("发布时段与频次"), gettext_lazy("每周时段、每天条数、最小间隔"), "calendar:plans"),
    (gettext_lazy("接力预设"), gettext_lazy("矩阵联动时各类账号在首发后多久跟上"), "calendar:relay_presets"),
    (gettext_lazy("群机器人与 webhook"), gettext_lazy("提醒发到企业微信、飞书、钉钉的群里"), "accounts:robots"),
    (gettext_lazy("由谁人工发布"), gettext_lazy("到时间提醒谁，没人发时谁接替"), "calendar:hand_over_duties"),
    (gettext_lazy("调用额度"), gettext_lazy("每小时和每天能调用微博多少次，给发布留多少"), "accounts:call_limits"),
    (gettext_lazy("关键词组"), gettext_lazy("品牌、产品、竞品、危机词"), "monitoring:home"),
    (gettext_lazy("同事与权限"), gettext_lazy("角色、范围和到期时间"), "accounts:people"),
)


def callback_address() -> str:
    """The address that must be registered with the platform, to the letter."""
    return settings.BASE_URL + address_of("accounts:oauth_callback")


def masked(secret: str) -> str:
    """Enough of a secret to recognise it."""
    return f"{secret[:2]}{'•' * 8}{secret[-2:]}" if len(secret) > 8 else "•" * 8 if secret else ""


HOW: Final = {
    "key": gettext_lazy(
        "用企业微博登录 open.weibo.com，完成开发者认证，在“微连接”里创建网页应用，"
        "“应用信息”里有 App Key。填到设置 WEIBO_APP_KEY。"
    ),
    "secret": gettext_lazy("与 App Key 在同一页。填到设置 WEIBO_APP_SECRET，或用 WEIBO_APP_SECRET_FILE 指向文件。"),
    "callback": gettext_lazy(
        "复制到“应用信息 → 高级信息 → OAuth2.0 授权设置”的授权回调页，必须一字不差。"
        "地址来自设置 BASE_URL，正式使用须为 https。"
    ),
    "domain": gettext_lazy(
        "在“应用信息 → 基本信息”里登记公司网站的域名，并填到设置 WEIBO_SAFE_DOMAIN。"
        "普通应用发的微博必须带这个域名下的链接。"
    ),
    "level": gettext_lazy(
        "未审核的应用授权一天就过期，且只有 15 个测试账号可用。"
        "在“应用信息”里提交审核，通过后把 WEIBO_APP_LEVEL 改为 normal。"
    ),
    "biz": gettext_lazy(
        "可选。向微博商务申请后，可以发长文、话题、多图并搜索全站。填到 WEIBO_BIZ_APP_KEY 和 WEIBO_BIZ_APP_SECRET。"
    ),
}
"""How each thing is obtained."""


def weibo_items() -> list[Item]:
    """What real access needs, in the order in which it is obtained."""
    key, secret, domain = settings.WEIBO_APP_KEY, settings.WEIBO_APP_SECRET, settings.WEIBO_SAFE_DOMAIN
    address = callback_address()
    biz = settings.WEIBO_BIZ_APP_KEY
    level, reviewed = (level_name(), settings.WEIBO_APP_LEVEL != "test") if key else ("", False)
    return [
        Item("key", _("App Key"), key, bool(key), HOW["key"], test="app"),
        Item("secret", _("App Secret"), masked(secret), bool(secret), HOW["secret"], test="app"),
        Item("callback", _("回调地址"), address, settings.HTTPS, HOW["callback"], test="callback", copy=True),
        Item("domain", _("安全域名"), domain, bool(domain), HOW["domain"], test="safe_domain"),
        Item("level", _("应用级别"), level, reviewed, HOW["level"], test="level"),
        Item("biz", _("商业应用"), biz, bool(biz), HOW["biz"], needed=False),
    ]


def level_name() -> str:
    """The level in words."""
    names = {"test": _("未审核"), "normal": _("已审核"), "partner": _("合作伙伴")}
    return names.get(settings.WEIBO_APP_LEVEL, settings.WEIBO_APP_LEVEL)


def mail_rows() -> list[tuple[str, str]]:
    """How mail leaves."""
    console = settings.EMAIL_BACKEND.endswith("console.EmailBackend")
    server = _("只写进日志，不寄出") if console else f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    return [
        (_("发信方式"), server),
        (_("发件人"), settings.DEFAULT_FROM_EMAIL),
        (_("加密"), _("STARTTLS") if settings.EMAIL_USE_TLS else _("无")),
        (_("登录名"), settings.EMAIL_HOST_USER or _("无")),
    ]


def beats(now: datetime) -> Iterator[Beat]:
    """Every heartbeat of a sweep that must be there."""
    rows = dict(Heartbeat.objects.filter(name__in=BEATS).values_list("name", "at"))
    for name, (title, allowed) in BEATS.items():
        at = rows.get(name)
        yield Beat(str(title), at, at is None or now - at > allowed)


def presets() -> list[Preset]:
    """Pages of shipped data that are mounted."""
    return [Preset(title, what, url) for title, what, name in PRESETS if (url := address_of(name))]


def links_outside(domain: str) -> list[str]:
    """Names of accounts whose default link is not under `domain`."""
    rows = WeiboAccount.objects.filter(channel=Channel.SHARE).exclude(state=AccountState.RETIRED).exclude(link="")
    return [
        name
        for name, link in rows.values_list("nickname", "link")
        if not f".{urlsplit(link).hostname or ''}".endswith(f".{domain}")
    ]


def connected_account(at: datetime) -> WeiboAccount | None:
    """An account whose ordinary token is alive."""
    tokens = {"tokens__app": Channel.SHARE, "tokens__dead_at__isnull": True, "tokens__expires_at__gt": at}
    return WeiboAccount.objects.filter(state=AccountState.CONNECTED, **tokens).order_by("pk").first()
