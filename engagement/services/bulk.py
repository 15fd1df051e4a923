"""One action on many threads: each is checked by itself, seen before it is done, and can be taken back for a while."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.access import require, rights_of
from accounts.models import User
from accounts.roles import Can
from core.audit import Change, record
from core.errors import Conflict, NotFound, UserError, existing
from engagement.models import Thread, ThreadBulk, ThreadState
from engagement.services.handwork import snooze_thread
from engagement.services.sorting import sort_thread
from engagement.services.threads import assign_thread, close_thread
from engagement.sorting.wishes import Wish

AT_ONCE: Final = 200
UNDO_FOR: Final = timedelta(minutes=2)
KEPT: Final = timedelta(days=1)
ACTIONS: Final = ("assign", "tag", "untag", "priority", "close", "snooze")


SHOWN: Final = 20
"""Threads that a preview shows one by one."""


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to one thread: its pictures before and after, or why nothing does."""

    thread: Thread
    before: dict[str, Any]
    after: dict[str, Any] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many were done, how many were so already, and why others were not. `bulk` is what an undo needs, `steps` are
    the first threads one by one, without those that are so already."""

    done: int
    same: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    bulk: ThreadBulk | None = None
    steps: list[Step] = field(default_factory=list)


def preview_threads(*, wish: Wish, by: User, at: datetime) -> Outcome:
    """What would come of it: the same work, and nothing of it stays."""
    with transaction.atomic():
        outcome = change_threads(wish=wish, by=by, at=at)
        transaction.set_rollback(True)
    return replace(outcome, bulk=None)


@transaction.atomic
def change_threads(*, wish: Wish, by: User, at: datetime) -> Outcome:
    """Each thread for itself: one that may not be changed stops no other.

    Raises `UserError` when none or too many are meant, or for an action that does not exist.
    """
    if wish.action not in ACTIONS:
        raise UserError(_("请选择要做什么。"), code="bulk.action")
    if not wish.thread_ids:
        raise UserError(_("请先选中留言。"), code="bulk.empty")
    if len(set(wish.thread_ids)) > AT_ONCE:
        raise UserError(_("一次最多 %(n)d 条，请缩小范围。") % {"n": AT_ONCE}, code="bulk.many")
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    refused, same, seen, steps = Counter[str](), 0, 0, list[Step]()
    for thread in _visible(wish.thread_ids, by):
        seen += 1
        was = snapshot(thread)
        try:
            with transaction.atomic():
                _apply(thread, wish, by, at)
        except UserError as error:
            refused[str(error)] += 1
            steps.append(Step(thread, was, why=str(error)))
            continue
        thread.refresh_from_db()
        if snapshot(thread) == was:
            same += 1
        else:
            before[str(thread.pk)], after[str(thread.pk)] = was, snapshot(thread)
            steps.append(Step(thread, was, snapshot(thread)))
    if missing := len(set(wish.thread_ids)) - seen:
        refused[_("没有找到，或您看不到")] += missing
    ThreadBulk.objects.filter(at__lt=at - KEPT).delete()
    bulk = ThreadBulk.objects.create(by=by, at=at, action=wish.action, before=before, after=after) if before else None
    return Outcome(len(before), same, refused, bulk, steps[:SHOWN])


def undo_bulk(*, bulk: ThreadBulk, by: User, at: datetime) -> Outcome:
    """Back as it was, thread by thread; one that somebody changed meanwhile stays as he left it.

    Raises `Conflict` when it is too late, or done already.
    """
    if bulk.by_id != by.pk:
        raise NotFound(_("没有找到这次修改。"))
    with transaction.atomic():
        row = ThreadBulk.objects.select_for_update().get(pk=bulk.pk)
        if row.undone_at is not None or at > row.at + UNDO_FOR:
            raise Conflict(_("已经不能撤销了。"), code="bulk.late")
        row.undone_at = at
        row.save(update_fields=["undone_at"])
        outcome = _restore(row, by, at)
    return outcome


def snapshot(thread: Thread) -> dict[str, Any]:
    """What bulk work may change, as it is kept."""
    return {
        "assignee_id": thread.assignee_id,
        "state": str(thread.state),
        "close_reason": str(thread.close_reason),
        "snoozed_until": thread.snoozed_until.isoformat() if thread.snoozed_until else None,
        "tag_ids": sorted(thread.tag_ids),
        "priority": thread.priority,
    }


def _visible(ids: list[int], by: User) -> list[Thread]:
    """Of accounts that this person sees at all; the right to answer is asked by each action.

    Locked: what a colleague changes meanwhile is neither overwritten nor missing from what an undo puts back.
    """
    rights = rights_of(by)
    rows = Thread.objects.filter(pk__in=set(ids)).select_related("account", "assignee").order_by("pk")
    rows = rows.select_for_update(of=("self",))
    return [row for row in rows if any(rights.may(can, row.account_id) for can in (Can.VIEW, Can.REPLY))]


def _apply(thread: Thread, wish: Wish, by: User, at: datetime) -> None:
    if wish.action == "assign":
        assign_thread(thread=thread, assignee=_person(wish.value), by=by, at=at)
    elif wish.action == "close":
        if thread.state == ThreadState.CLOSED:
            require(by, Can.REPLY, thread.account_id)
            return
        close_thread(thread=thread, by=by, at=at, reason=wish.value)
    elif wish.action == "snooze":
        snooze_thread(thread=thread, choice=wish.value, by=by, at=at)
    else:
        tags, priority = set(thread.tag_ids), thread.priority
        number = int(wish.value) if wish.value.isdecimal() else -1
        if wish.action == "priority":
            priority = number
        else:
            tags = tags | {number} if wish.action == "tag" else tags - {number}
        sort_thread(thread=thread, tag_ids=tags, priority=priority, by=by, at=at)


def _person(value: str) -> User | None:
    if not value:
        return None
    found = User.objects.filter(pk=int(value), is_active=True).first() if value.isdecimal() else None
    return existing(found, _("没有找到这位同事。"))


def _restore(row: ThreadBulk, by: User, at: datetime) -> Outcome:
    done, refused = 0, Counter[str]()
    rows = Thread.objects.filter(pk__in=[int(pk) for pk in row.before]).order_by("pk")
    for thread in rows.select_for_update(of=("self",)):
        if snapshot(thread) != row.after[str(thread.pk)]:
            refused[_("之后又被改过，保持现在的样子")] += 1
            continue
        if not rights_of(by).may(Can.REPLY, thread.account_id):
            refused[_("没有权限")] += 1
            continue
        was = dict(row.before[str(thread.pk)])
        was["snoozed_until"] = parse_datetime(was["snoozed_until"]) if was["snoozed_until"] else None
        for name, value in was.items():
            setattr(thread, name, value)
        thread.closed_at = None if thread.state != ThreadState.CLOSED else thread.closed_at
        thread.save(update_fields=[*(name.removesuffix("_id") for name in was), "closed_at"])
        change = Change(before={"action": row.action}, account_id=thread.account_id)
        record("engagement.thread.bulk_undone", thread, by=by, at=at, change=change)
        done += 1
    return Outcome(done, 0, refused)
