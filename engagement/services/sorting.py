"""Tags of the team, and tags and priority of a thread (E1)."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import transaction
from django.db.models import BigIntegerField, F, Func, Value
from django.utils.translation import gettext as _

from accounts.access import require, require_somewhere
from accounts.models import User
from accounts.roles import Can
from core.audit import Change, record
from core.errors import UserError
from engagement.models import Priority, Thread, ThreadTag

COLOURS: Final = range(1, 9)
MOST_TAGS: Final = 60


@transaction.atomic
def save_tag(*, tag: ThreadTag | None, name: str, colour: int, by: User, at: datetime) -> ThreadTag:
    """A new tag, or another name or colour for one. Raises `UserError` for a name that is empty or taken."""
    require_somewhere(by, Can.REPLY)
    name = " ".join(name.split())[:20]
    if not name:
        raise UserError(_("请填写标签名称。"), field="name", code="tag.empty")
    others = ThreadTag.objects.exclude(pk=tag.pk if tag else 0)
    if others.filter(name__iexact=name).exists():
        raise UserError(_("已有同名的标签。"), field="name", code="tag.taken")
    if tag is None and others.count() >= MOST_TAGS:
        raise UserError(_("最多 %(n)d 个标签，请先删掉不用的。") % {"n": MOST_TAGS}, field="name", code="tag.many")
    row = tag or ThreadTag(created_at=at)
    before = {"name": row.name, "colour": row.colour} if tag else {}
    row.name, row.colour = name, colour if colour in COLOURS else 1
    row.save()
    change = Change(before=before, after={"name": row.name, "colour": row.colour})
    record("engagement.tag.saved", row, by=by, at=at, change=change)
    return row


@transaction.atomic
def remove_tag(*, tag: ThreadTag, by: User, at: datetime) -> int:
    """The tag goes from every thread. Returns from how many."""
    require(by, Can.REVIEW)
    worn = Thread.objects.filter(tag_ids__contains=[tag.pk])
    without = Func(F("tag_ids"), Value(tag.pk, BigIntegerField()), function="array_remove",
                   output_field=ArrayField(BigIntegerField()))  # fmt: skip
    count = worn.update(tag_ids=without)
    change = Change(before={"name": tag.name, "threads": count})
    record("engagement.tag.removed", tag, by=by, at=at, change=change)
    tag.delete()
    return count


def sort_thread(*, thread: Thread, tag_ids: Collection[int], priority: int, by: User, at: datetime) -> Thread:
    """Which tags a thread wears and how urgent it is. Tags that do not exist are left out."""
    require(by, Can.REPLY, thread.account_id)
    if priority not in Priority.values:
        raise UserError(_("请选择优先级。"), field="priority", code="thread.priority")
    with transaction.atomic():
        locked = Thread.objects.select_for_update(of=("self",)).get(pk=thread.pk)
        names = dict(ThreadTag.objects.values_list("pk", "name"))
        wanted = sorted(pk for pk in set(tag_ids) if pk in names)
        before, after = picture(locked, names), {"tags": [names[pk] for pk in wanted], "priority": priority}
        if before != after:
            locked.tag_ids, locked.priority = wanted, priority
            locked.save(update_fields=["tag_ids", "priority"])
            change = Change(before=before, after=after, account_id=thread.account_id)
            record("engagement.thread.sorted", locked, by=by, at=at, change=change)
    thread.tag_ids, thread.priority = wanted, priority
    return thread


def picture(thread: Thread, names: dict[int, str]) -> dict[str, object]:
    """Tags and priority for the audit log."""
    return {"tags": [names[pk] for pk in sorted(thread.tag_ids) if pk in names], "priority": thread.priority}
