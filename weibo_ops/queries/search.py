"""Search over everything a person may see. A handful of rows of each kind, in a constant number of queries."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Rights, accounts_for, rights_of
from accounts.models import User
from accounts.roles import Can
from campaigns.models import Campaign
from content.models import Idea, IdeaState, Post
from content.queries.search import matching, matching_ideas, read

SHOWN: Final = 6


@dataclass(frozen=True)
class Found:
    """One line of the result."""

    name: str
    detail: str
    url: str
    icon: str


@dataclass(frozen=True)
class FoundGroup:
    """Lines of one kind under their heading."""

    title: str
    rows: list[Found]


@dataclass(frozen=True)
class Command:
    """A page to go to, with other words under which people look for it."""

    name: str | Promise
    words: str
    url_name: str
    can: Can


COMMANDS: Final = (
    Command(gettext_lazy("写微博"), "新建 发微博 xie compose write", "content:compose", Can.WRITE),
    Command(gettext_lazy("导入内容库"), "csv 上传 import", "content:import", Can.WRITE),
    Command(gettext_lazy("选题"), "想法 灵感 ideas", "content:ideas", Can.WRITE),
    Command(gettext_lazy("内容配比"), "分类 占比 比例 quota", "content:quotas", Can.VIEW),
    Command(gettext_lazy("词表"), "极限词 敏感词 禁用词 words", "content:words", Can.WRITE),
    Command(gettext_lazy("链接参数"), "utm 来源 媒介 链接 links", "content:link_presets", Can.WRITE),
    Command(gettext_lazy("导入采集文件"), "爬虫 csv 上传 crawler import", "monitoring:imports", Can.MONITOR),
    Command(gettext_lazy("新建关键词组"), "关键字 监测 keywords", "monitoring:set_new", Can.MONITOR),
    Command(gettext_lazy("舆情声音"), "提及 mentions", "monitoring:mentions", Can.MONITOR),
    Command(gettext_lazy("连接微博账号"), "授权 oauth 绑定 接入 connect", "accounts:matrix", Can.MANAGE_ACCOUNTS),
    Command(gettext_lazy("新建活动"), "抽奖 转发 campaign", "campaigns:new", Can.CAMPAIGN),
    Command(gettext_lazy("操作记录"), "日志 谁改了 audit log", "audit", Can.AUDIT),
    Command(gettext_lazy("同事与权限"), "用户 邀请 角色 people users", "accounts:people", Can.MANAGE_PEOPLE),
    Command(gettext_lazy("周报"), "报告 weekly report pdf", "reports:weekly", Can.REPORT),
    Command(gettext_lazy("通知与任务"), "进度 导入 jobs", "jobs", Can.VIEW),
    Command(gettext_lazy("修改密码"), "password", "account_change_password", Can.VIEW),
)


def address_of(name: str, *args: object) -> str:
    """The address of a page; empty when no such page is mounted."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def found(user: User, text: str, commands: Iterable[Command]) -> list[FoundGroup]:
    """Everything that fits `text`, by kind, without empty kinds. `text` is not empty."""
    rights = rights_of(user)
    groups = [
        FoundGroup(_("页面"), list(_pages(rights, text, commands))[:SHOWN]),
        FoundGroup(_("账号"), list(_accounts(user, text))),
        FoundGroup(_("微博"), list(_posts(rights, text))),
        FoundGroup(_("选题"), list(_ideas(rights, text))),
        FoundGroup(_("活动"), list(_campaigns(rights, text))),
        FoundGroup(_("同事"), list(_people(rights, text))),
    ]
    return [group for group in groups if group.rows]


def _pages(rights: Rights, text: str, commands: Iterable[Command]) -> Iterator[Found]:
    wanted = text.casefold()
    for command in commands:
        url = address_of(command.url_name)
        if url and rights.may_somewhere(command.can) and wanted in f"{command.name} {command.words}".casefold():
            yield Found(str(command.name), _("前往"), url, "arrow-right")


def _accounts(user: User, text: str) -> Iterator[Found]:
    for account in accounts_for(user).filter(Q(nickname__icontains=text) | Q(uid=text))[:SHOWN]:
        url = address_of("accounts:account", account.pk) or f"{reverse('workbench')}?account={account.pk}"
        yield Found(account.nickname, account.get_kind_display(), url, "brand-weibo")


def _posts(rights: Rights, text: str) -> Iterator[Found]:
    rows = matching(Post.objects.visible(), text)
    ids = rights.account_ids(Can.VIEW)
    rows = rows if ids is None else rows.filter(account_id__in=ids)
    keys = list(rows.order_by("-pk").values_list("pk", flat=True)[:SHOWN])
    for post in Post.objects.filter(pk__in=keys).select_related("account", "version").order_by("-pk"):
        url = address_of("content:post", post.pk)
        if url and post.version is not None:
            detail = f"{post.account.nickname} · {post.get_state_display()}"
            yield Found(_around(post.version.text, text), detail, url, "message-2")


def _ideas(rights: Rights, text: str) -> Iterator[Found]:
    """Ideas belong to the team: for those who may write somewhere."""
    if not rights.may_somewhere(Can.WRITE):
        return
    for idea in matching_ideas(Idea.objects.exclude(state=IdeaState.DROPPED), text).order_by("-pk")[:SHOWN]:
        url = address_of("content:idea", idea.pk) or address_of("content:ideas")
        if url:
            yield Found(idea.title, idea.get_state_display(), url, "bulb")


def _around(text: str, wanted: str) -> str:
    """The piece of a text in which the first of the words stands."""
    flat, terms = " ".join(text.split()), read(wanted).terms
    at = flat.casefold().find(terms[0].casefold() if terms else wanted.casefold())
    start = max(0, at - 12)
    return ("…" if start else "") + flat[start : start + 48] + ("…" if len(flat) > start + 48 else "")


def _campaigns(rights: Rights, text: str) -> Iterator[Found]:
    if not rights.may_somewhere(Can.CAMPAIGN):
        return
    for campaign in Campaign.objects.filter(name__icontains=text)[:SHOWN]:
        url = address_of("campaigns:campaign", campaign.pk) or address_of("campaigns:list")
        if url:
            yield Found(campaign.name, campaign.get_state_display(), url, "speakerphone")


def _people(rights: Rights, text: str) -> Iterator[Found]:
    """Colleagues, for those who manage people."""
    if not rights.may(Can.MANAGE_PEOPLE):
        return
    rows = User.objects.filter(Q(name__icontains=text) | Q(email__icontains=text), is_active=True)
    for user in rows[:SHOWN]:
        url = address_of("accounts:person", user.pk) or address_of("accounts:people")
        if url:
            yield Found(user.get_full_name(), user.job_title or user.email, url, "user")
