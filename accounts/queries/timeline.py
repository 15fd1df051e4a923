"""Everything that happened on an account (A1), whichever app wrote it down: filtered, paged by key, in sentences."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import AccountKind, AccountState, Channel, WeiboAccount
from accounts.roles import Role
from core.dates import day_start
from core.errors import Sentence
from core.models import AuditEntry
from core.paging import KeyPage, key_page

PAGE = 40
MOST_CHANGES = 4
LONGEST_VALUE = 60

AREAS: dict[str, tuple[Sentence, tuple[str, ...]]] = {
    "account": (_lazy("账号"), ("accounts.account.", "accounts.verification.", "accounts.paper.")),
    "profile": (_lazy("资料与标签"), ("accounts.profile.", "accounts.link.", "accounts.tag.")),
    "follows": (_lazy("关注名单"), ("accounts.follow.",)),
    "rights": (_lazy("权限与授权"), ("accounts.grant.", "accounts.token.")),
    "content": (_lazy("内容与审核"), ("content.",)),
    "calendar": (_lazy("排期与发布"), ("publishing.", "calendar.")),
    "talk": (_lazy("互动与监测"), ("engagement.", "monitoring.")),
    "campaigns": (_lazy("活动"), ("campaigns.",)),
}

FIELDS: dict[str, Sentence] = {
    "nickname": _lazy("昵称"), "kind": _lazy("账号类型"), "group": _lazy("分组"), "channel": _lazy("发布通道"),
    "owner": _lazy("负责人"), "deputy": _lazy("替补"), "link": _lazy("默认链接"), "state": _lazy("状态"),
    "silent_after_days": _lazy("断更提醒天数"), "audience": _lazy("面向谁"), "service": _lazy("为他们做什么"),
    "persona": _lazy("人设"), "tone": _lazy("语气"), "never_says": _lazy("绝不说"), "note": _lazy("备注"),
    "registered_name": _lazy("登记名称"), "second": _lazy("代言账号"), "sort": _lazy("类别"), "role": _lazy("角色"),
    "verified": _lazy("认证"), "verified_reason": _lazy("认证说明"), "review_on": _lazy("复核日期"),
    "expires_on": _lazy("有效期到"), "inspected_year": _lazy("最近年检年度"), "source": _lazy("来源"),
    "scheduled_at": _lazy("发布时间"), "follow_inactive_days": _lazy("多少天不发算不活跃"),
    "follow_review_days": _lazy("复核周期"), "count": _lazy("数量"), "name": _lazy("名称"),
}  # fmt: skip
"""Fields that are shown to people when they change; others are left to the audit page."""

CODED = {"kind", "channel", "state", "role"}
CODES = {**dict(AccountKind.choices), **dict(Channel.choices), **dict(AccountState.choices), **dict(Role.choices)}


@dataclass(frozen=True)
class Step:
    """One field that changed, in words; an empty side was nothing before, or is nothing now."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Event:
    """An entry with what people read beside its sentence."""

    entry: AuditEntry
    steps: tuple[Step, ...]
    thing: str


@dataclass(frozen=True)
class TimelineFilter:
    """What of the timeline is asked for."""

    area: str = ""
    actor: int | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    with_papers: bool = False


def events_of(
    account: WeiboAccount, wanted: TimelineFilter, *, before: int | None = None, after: int | None = None
) -> tuple[KeyPage[AuditEntry], list[Event]]:
    """One page, newest first."""
    page = key_page(_entries(account, wanted), before=before, after=after, size=PAGE)
    return page, [event_of(entry) for entry in page.rows]


def latest_events(account: WeiboAccount, *, with_papers: bool, limit: int = 8) -> list[Event]:
    """What happened last, for the overview."""
    return [event_of(entry) for entry in _entries(account, TimelineFilter(with_papers=with_papers))[:limit]]


def actors_on(account: WeiboAccount) -> list[tuple[int, str]]:
    """Who did something on the account, by name."""
    rows = AuditEntry.objects.filter(account_id=account.pk, actor_id__isnull=False).order_by()
    found = dict(rows.values_list("actor_id", "actor_name").distinct())
    return sorted(((pk, name) for pk, name in found.items() if pk is not None), key=lambda row: row[1])


def event_of(entry: AuditEntry) -> Event:
    """What changed, and the thing it was done to when that is not the account itself."""
    own = entry.object_type in {"accounts.weiboaccount", "accounts.user"}
    return Event(entry, tuple(_steps(entry.before, entry.after)), "" if own else entry.object_name)


def _entries(account: WeiboAccount, wanted: TimelineFilter) -> "QuerySet[AuditEntry]":
    rows = AuditEntry.objects.filter(account_id=account.pk)
    if not wanted.with_papers:  # legal and personal data: only for those who manage the account (A4)
        rows = rows.exclude(code__startswith="accounts.paper.")
    if wanted.area in AREAS:
        begins = Q()
        for prefix in AREAS[wanted.area][1]:
            begins |= Q(code__startswith=prefix)
        rows = rows.filter(begins)
    if wanted.actor is not None:
        rows = rows.filter(actor_id=wanted.actor)
    if wanted.first is not None:
        rows = rows.filter(at__gte=day_start(wanted.first))
    if wanted.last is not None and wanted.last < dt.date.max:
        rows = rows.filter(at__lt=day_start(wanted.last + dt.timedelta(days=1)))
    return rows


def _steps(before: dict[str, Any], after: dict[str, Any]) -> list[Step]:
    changed = [name for name in {**before, **after} if name in FIELDS]
    words = [(name, _words(name, before.get(name)), _words(name, after.get(name))) for name in changed]
    return [Step(str(FIELDS[name]), was, now) for name, was, now in words if was != now][:MOST_CHANGES]


def _words(name: str, value: Any) -> str:
    """A value as people read it: short, on one line. A code that nobody has named is left out."""
    if name in CODED and isinstance(value, str) and value.isascii():
        return str(CODES.get(value, ""))
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
