"""The first steps of a new installation, ticked off by what is in the database."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import Rights
from accounts.models import Grant, Token, User
from accounts.roles import Can
from content.models import Post, QuotaPlan
from monitoring.models import Keyword
from publishing.models import SlotTime
from reports.models import Report
from weibo_ops.queries.search import address_of


@dataclass(frozen=True)
class Step:
    """One step: where it is done and why it matters."""

    title: str | Promise
    why: str | Promise
    url: str
    done: bool


@dataclass(frozen=True)
class _Kind:
    key: str
    title: Promise
    why: Promise
    can: Can
    url_names: tuple[str, ...]


KINDS: Final = (
    _Kind(
        "connected",
        _("连接一个微博账号"),
        _("在微博上点一次授权，系统就能代为发布和读取评论。"),
        Can.MANAGE_ACCOUNTS,
        ("accounts:matrix",),
    ),
    _Kind(
        "invited",
        _("邀请一位同事"),
        _("发布前需要另一个人审核，一个人走不完流程。"),
        Can.MANAGE_PEOPLE,
        ("accounts:person_new",),
    ),
    _Kind(
        "quotas",
        _("定下内容配比"),
        _("按分类给出每周占比，排期时随时看得到缺什么。"),
        Can.SCHEDULE,
        ("content:quotas",),
    ),
    _Kind(
        "slots",
        _("设好每周发布时段"),
        _("空着的时段会显示在日历和工作台上。"),
        Can.SCHEDULE,
        ("calendar:plans", "calendar:slot_plans", "calendar:calendar"),
    ),
    _Kind(
        "written",
        _("写第一条微博"),
        _("写好后提交审核，通过了再放到日历上。"),
        Can.WRITE,
        ("content:compose",),
    ),
    _Kind(
        "keywords",
        _("建立一个关键词组"),
        _("品牌、产品、领导人的名字，出现异常会提醒。"),
        Can.MONITOR,
        ("monitoring:set_new",),
    ),
    _Kind(
        "reported",
        _("看第一份周报"),
        _("每周一自动生成，也可以现在就生成一份。"),
        Can.REPORT,
        ("reports:weekly",),
    ),
)


def first_steps(user: User, rights: Rights) -> list[Step]:
    """The steps this person may take, all of them with their state; one query."""
    rows: dict[str, QuerySet[Model]] = {
        "connected": Token.objects.filter(dead_at__isnull=True),
        "invited": Grant.objects.exclude(user=user),
        "quotas": QuotaPlan.objects.filter(account__isnull=False),
        "slots": SlotTime.objects.filter(plan__account__isnull=False),
        "written": Post.objects.all(),
        "keywords": Keyword.objects.all(),
        "reported": Report.objects.all(),
    }
    answers = User.objects.filter(pk=user.pk).order_by().values(**{key: Exists(each) for key, each in rows.items()})
    found = answers.first() or {}
    return [
        Step(
            title=kind.title,
            why=kind.why,
            url=next((url for name in kind.url_names if (url := address_of(name))), ""),
            done=bool(found.get(kind.key)),
        )
        for kind in KINDS
        if rights.may_somewhere(kind.can)
    ]
