"""Tags for pages (E1)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.models import User
from core.dates import BEIJING
from engagement.models import CloseReason, Priority, Thread, ThreadState, ThreadTag
from engagement.sorting.wishes import Wish


def all_tags() -> list[ThreadTag]:
    """Every tag by name."""
    return list(ThreadTag.objects.all())


def with_tags(threads: Iterable[Thread], tags: Iterable[ThreadTag]) -> None:
    """Give each thread the tags it wears as `tags`, for templates."""
    known = {tag.pk: tag for tag in tags}
    for thread in threads:
        thread.tags = [known[pk] for pk in thread.tag_ids if pk in known]  # type: ignore[attr-defined]


def tags_with_counts() -> list[ThreadTag]:
    """Every tag with how many threads wear it as `worn`; two queries."""
    tags = all_tags()
    wanted = {f"t{tag.pk}": Count("pk", filter=Q(tag_ids__contains=[tag.pk])) for tag in tags}
    counts = Thread.objects.aggregate(**wanted) if wanted else {}
    for tag in tags:
        tag.worn = counts[f"t{tag.pk}"]  # type: ignore[attr-defined]
    return tags


def wish_told(wish: Wish) -> str:
    """What is about to be done with many threads, for people."""
    number = int(wish.value) if wish.value.isdecimal() else 0
    if wish.action == "assign":
        person = User.objects.filter(pk=number).first()
        return _("分配给%(name)s。") % {"name": person} if person else _("取消分配。")
    if wish.action in ("tag", "untag"):
        name = ThreadTag.objects.filter(pk=number).values_list("name", flat=True).first() or "—"
        return (_("加标签“%(name)s”。") if wish.action == "tag" else _("去掉标签“%(name)s”。")) % {"name": name}
    if wish.action == "priority":
        return _("优先级改为%(name)s。") % {"name": dict(Priority.choices).get(number, "—")}
    if wish.action == "close":
        return _("关闭，理由：%(name)s。") % {"name": dict(CloseReason.choices).get(wish.value, "—")}
    return _("推迟。")


def pictures_told(action: str, pictures: Iterable[Mapping[str, Any]]) -> list[str]:
    """What an action changes of each of these threads, for people; one query at most."""
    rows = list(pictures)
    if action == "assign":
        people = User.objects.in_bulk([row["assignee_id"] for row in rows if row.get("assignee_id")])
        return [str(people.get(row.get("assignee_id") or 0) or _("无人负责")) for row in rows]
    if action in ("tag", "untag"):
        names = dict(ThreadTag.objects.values_list("pk", "name"))
        worn = [[names[pk] for pk in row.get("tag_ids", ()) if pk in names] for row in rows]
        return [_("、").join(tags) or _("没有标签") for tags in worn]
    if action == "priority":
        return [str(Priority(row.get("priority", 0)).label) for row in rows]
    if action == "snooze":
        moments = [parse_datetime(row.get("snoozed_until") or "") for row in rows]
        return [_("推迟到 %(at)s") % {"at": _clock(at)} if at else _("没有推迟") for at in moments]
    return [str(ThreadState(row.get("state", ThreadState.OPEN)).label) for row in rows]


def _clock(at: dt.datetime) -> str:
    return f"{at.astimezone(BEIJING):%m-%d %H:%M}"
