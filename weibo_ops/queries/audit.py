"""The audit log as people read it: filtered, with what changed said field by field."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User, WeiboAccount
from core.audit import LABELS
from core.dates import day_start
from core.models import AuditAnchor, AuditEntry, Job
from core.tamper import KIND

SYSTEM_ACTOR: Final = 0
SEARCHED_DAYS: Final = 90
KEY_ROOM: Final = 10_000
EXPORTED: Final = 100_000
SHOWN: Final = 300
GROUPS: Final[dict[str, str | Promise]] = {
    "accounts": gettext_lazy("人员、权限与账号"),
    "accounts.user": gettext_lazy("— 同事与登录"),
    "accounts.grant": gettext_lazy("— 授权"),
    "accounts.account": gettext_lazy("— 微博账号"),
    "content": gettext_lazy("内容与审核"),
    "calendar": gettext_lazy("排期与发布"),
    "calendar.freeze": gettext_lazy("— 冻结"),
    "engagement": gettext_lazy("收件箱"),
    "monitoring": gettext_lazy("监测"),
    "campaigns": gettext_lazy("活动"),
    "reports": gettext_lazy("报表"),
    "core": gettext_lazy("系统"),
}
KEYS: Final[dict[str, str | Promise]] = {
    "app": gettext_lazy("应用"),
    "browser": gettext_lazy("浏览器"),
    "ends_at": gettext_lazy("到期时间"),
    "expires_in": gettext_lazy("有效期（秒）"),
    "refusals_forgotten": gettext_lazy("可再试的限制"),
    "from": gettext_lazy("地址"),
    "keep_until": gettext_lazy("保留到"),
    "kind": gettext_lazy("类型"),
    "method": gettext_lazy("方式"),
    "name": gettext_lazy("名称"),
    "new": gettext_lazy("新浏览器"),
    "refused": gettext_lazy("拒绝行数"),
    "removed": gettext_lazy("移除条数"),
    "role": gettext_lazy("角色"),
    "rows": gettext_lazy("行数"),
    "scheduled_at": gettext_lazy("排期时间"),
    "scope": gettext_lazy("范围"),
    "seen": gettext_lazy("读到条数"),
    "sha256": gettext_lazy("文件指纹"),
    "size": gettext_lazy("大小（字节）"),
    "state": gettext_lazy("状态"),
    "text": gettext_lazy("正文"),
    "uid": gettext_lazy("微博 UID"),
    "version": gettext_lazy("版本"),
}
"""Keys of entries that are no fields of a model."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the log is wanted. `group` is a key of `GROUPS`; `accounts` None means all, and what has no account."""

    group: str = ""
    actor: int | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    words: str = ""
    accounts: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: its name as people know it, the value before and after; empty where there was none."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """An entry with what a page needs of it."""

    entry: AuditEntry
    account: str = ""
    differences: list[Difference] = field(default_factory=list)


def chosen(filters: Filters, *, today: dt.date) -> "QuerySet[AuditEntry]":
    """The entries that fit. A search for words looks back `SEARCHED_DAYS` days unless a period says otherwise."""
    rows = AuditEntry.objects.all()
    if filters.group:
        rows = rows.filter(code__in=[code for code in LABELS if f"{code}.".startswith(f"{filters.group}.")])
    if filters.actor is not None:
        rows = rows.filter(actor_id=filters.actor or None)
    if filters.accounts is not None:
        rows = rows.filter(account_id__in=filters.accounts)
    first = filters.first or (today - dt.timedelta(days=SEARCHED_DAYS) if filters.words else None)
    rows = _within(rows, first, filters.last)
    if filters.words:
        words = filters.words
        exact = Q(request_id=words) | Q(remote_address=words) | Q(object_id=words)
        rows = rows.filter(exact | Q(object_name__icontains=words) | Q(reason__icontains=words))
    return rows


def _within(rows: "QuerySet[AuditEntry]", first: dt.date | None, last: dt.date | None) -> "QuerySet[AuditEntry]":
    """Narrowed to days. Keys grow with time but for transactions that overlap, so a range of keys with some room is
    named too: otherwise the newest million would be walked through to find a day of last spring."""
    by_time = AuditEntry.objects.values_list("pk", flat=True)
    if first:
        start = day_start(first)
        oldest = by_time.filter(at__gte=start).order_by("at").first()
        rows = rows.filter(at__gte=start, pk__gte=oldest - KEY_ROOM) if oldest else rows.none()
    if last:
        end = day_start(last + dt.timedelta(days=1))
        newest = by_time.filter(at__lt=end).order_by("-at").first()
        rows = rows.filter(at__lt=end, pk__lte=newest + KEY_ROOM) if newest else rows.none()
    return rows


def lines(entries: Iterable[AuditEntry]) -> list[Line]:
    """Entries with the nicknames of their accounts: one query for all."""
    rows = list(entries)
    ids = {row.account_id for row in rows if row.account_id is not None}
    names = dict(WeiboAccount.objects.filter(pk__in=ids).values_list("pk", "nickname"))
    return [Line(row, names.get(row.account_id or 0, ""), differences(row)) for row in rows]


def differences(entry: AuditEntry) -> list[Difference]:
    """The fields whose value is not the same before and after, in the order in which they were written."""
    before, after = _fields(entry.before), _fields(entry.after)
    names = dict.fromkeys([*before, *after])
    return [
        Difference(_name(entry.object_type, name), _text(before.get(name)), _text(after.get(name)))
        for name in names
        if before.get(name) != after.get(name)
    ]


def _fields(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {"": value}


def _name(object_type: str, name: str) -> str:
    """The name that the model gives to a field, otherwise the key itself."""
    try:
        found = apps.get_model(object_type)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return name
    label = str(getattr(found, "verbose_name", name))
    return label if not label.isascii() else name


def _text(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return _("、").join(_text(item) for item in value)[:SHOWN]
    if isinstance(value, dict):
        return _("；").join(f"{key} {_text(item)}" for key, item in value.items())[:SHOWN]
    return str(value)[:SHOWN]


def people() -> list[tuple[int, str]]:
    """Whom the log may speak of, leavers too."""
    rows = User.objects.order_by("-is_active", "name", "pk").values_list("pk", "name", "email")[:1000]
    return [(SYSTEM_ACTOR, _("系统")), *[(pk, name or email) for pk, name, email in rows]]


def last_anchor() -> AuditAnchor | None:
    """The newest daily anchor."""
    return AuditAnchor.objects.order_by("-day").first()


def last_check() -> Job | None:
    """The newest verification, by whomever."""
    return Job.objects.filter(kind=KIND).order_by("-pk").first()


def export_header() -> list[str]:
    """Names of the columns of the file."""
    return [
        _("序号"), _("时间"), _("操作人"), _("事件"), _("对象类型"), _("对象编号"), _("对象"), _("账号"), _("修改前"),
        _("修改后"), _("理由"), _("地址"), _("请求编号"), _("哈希"),
    ]  # fmt: skip


def export_rows(entries: "QuerySet[AuditEntry]") -> Iterator[list[Any]]:
    """The newest `EXPORTED` entries, streamed."""
    names = dict(WeiboAccount.objects.values_list("pk", "nickname"))
    for entry in entries.order_by("-pk")[:EXPORTED].iterator(chunk_size=2000):
        found = differences(entry)
        yield [
            entry.sequence, entry.at.isoformat(), entry.actor_name, str(LABELS.get(entry.code, entry.code)),
            entry.object_type, entry.object_id, entry.object_name, names.get(entry.account_id or 0, ""),
            "\n".join(f"{each.name}: {each.before}" for each in found),
            "\n".join(f"{each.name}: {each.after}" for each in found),
            entry.reason, entry.remote_address, entry.request_id, entry.hash,
        ]  # fmt: skip
