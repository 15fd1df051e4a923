"""Who answers a thread, and whether it is done (E1)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require, rights_of
from accounts.models import User
from accounts.roles import Can
from core.audit import Change, record
from core.errors import Conflict, UserError
from engagement.models import CloseReason, Thread, ThreadState


def assign_thread(*, thread: Thread, assignee: User | None, by: User, at: datetime) -> Thread:
    """Give a thread to somebody who may answer for its account, or to nobody."""
    require(by, Can.REPLY, thread.account_id)
    if assignee is not None and not rights_of(assignee).may(Can.REPLY, thread.account_id):
        name = assignee.get_full_name()
        raise UserError(_("%(name)s没有这个账号的回复权限。") % {"name": name}, field="assignee")
    with transaction.atomic():
        locked = Thread.objects.select_for_update(of=("self",)).select_related("assignee").get(pk=thread.pk)
        before = locked.assignee.get_full_name() if locked.assignee else ""
        locked.assignee = assignee
        locked.save(update_fields=["assignee"])
        after = assignee.get_full_name() if assignee else ""
        change = Change(before={"assignee": before}, after={"assignee": after}, account_id=thread.account_id)
        record("engagement.thread.assigned", locked, by=by, at=at, change=change)
    thread.assignee = assignee
    return thread


def close_thread(*, thread: Thread, by: User, at: datetime, reason: str = "") -> Thread:
    """Done, with or without an answer; `reason` is one of `CloseReason`."""
    if reason and reason not in CloseReason.values:
        raise UserError(_("请选择关闭的理由。"), field="reason", code="thread.reason")
    thread.close_reason = reason
    return _move(thread, ThreadState.CLOSED, (ThreadState.OPEN, ThreadState.ANSWERED), "closed", by, at)


def reopen_thread(*, thread: Thread, by: User, at: datetime) -> Thread:
    """Back into the inbox with the time it was due before."""
    thread.close_reason = ""
    return _move(thread, ThreadState.OPEN, (ThreadState.CLOSED, ThreadState.ANSWERED), "reopened", by, at)


def _move(
    thread: Thread, state: ThreadState, allowed: tuple[ThreadState, ...], verb: str, by: User, at: datetime
) -> Thread:
    require(by, Can.REPLY, thread.account_id)
    with transaction.atomic():
        locked = Thread.objects.select_for_update(of=("self",)).get(pk=thread.pk)
        if locked.state not in allowed:
            raise Conflict(_("这条留言的状态已被别人改变，请刷新。"), code="thread.state")
        change = Change(
            before={"state": locked.state},
            after={"state": state},
            reason=thread.close_reason,
            account_id=thread.account_id,
        )
        locked.state, locked.close_reason, locked.snoozed_until = state, thread.close_reason, None
        locked.closed_at = at if state == ThreadState.CLOSED else None
        locked.save(update_fields=["state", "close_reason", "snoozed_until", "closed_at"])
        record(f"engagement.thread.{verb}", locked, by=by, at=at, change=change)
    thread.state = state
    return thread
