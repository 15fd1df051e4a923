"""Messages of somebody who leaves pass to a colleague; his replies that wait are returned (W9)."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.holdings import Handing, Holding
from accounts.models import User
from accounts.roles import Can
from core.audit import Change, record
from core.notices import settle
from engagement.models import Reply, ReplyState, StayState, StayTask, Thread, ThreadState


def threads(person: User, at: dt.datetime) -> "QuerySet[Thread]":
    """What he was to answer."""
    return Thread.objects.filter(assignee=person, state=ThreadState.OPEN)


def waiting(person: User, at: dt.datetime) -> "QuerySet[Reply]":
    """What he wrote and nobody has approved (A7)."""
    return Reply.objects.filter(author=person, state=ReplyState.WAITING).select_related("thread")


def hand_over_threads(handing: Handing) -> int:
    """The successor answers."""
    rows = list(threads(handing.leaver, handing.at).select_for_update(of=("self",)))
    for thread in rows:
        _assign(thread, handing)
    return len(rows)


def hand_over_waiting(handing: Handing) -> int:
    """Replies go back unsent; the successor answers in his own name."""
    rows = list(waiting(handing.leaver, handing.at).select_for_update(of=("self",)))
    for reply in rows:
        reply.state, reply.decided_by, reply.decided_at = ReplyState.RETURNED, handing.by, handing.at
        reply.decision_note = _("作者已离开")
        reply.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])
        settle(key_prefix=f"reply-approval:{reply.pk}", at=handing.at)
        _assign(reply.thread, handing)
    return len(rows)


def stays(person: User, at: dt.datetime) -> "QuerySet[StayTask]":
    """Posts whose comments he stays with (K6)."""
    return StayTask.objects.filter(owner=person, state=StayState.OPEN)


def hand_over_stays(handing: Handing) -> int:
    """The successor stays."""
    rows = list(stays(handing.leaver, handing.at).select_for_update(of=("self",)))
    for task in rows:
        task.owner = handing.successor
        task.save(update_fields=["owner"])
        before, after = {"owner": str(handing.leaver)}, {"owner": str(handing.successor)}
        change = Change(before=before, after=after, account_id=task.account_id)
        record("engagement.stay.assigned", task, by=handing.by, at=handing.at, change=change)
    return len(rows)


def _assign(thread: Thread, handing: Handing) -> None:
    thread.assignee = handing.successor
    thread.save(update_fields=["assignee"])
    before, after = {"assignee": str(handing.leaver)}, {"assignee": str(handing.successor)}
    change = Change(before=before, after=after, account_id=thread.account_id)
    record("engagement.thread.assigned", thread, by=handing.by, at=handing.at, change=change)


HOLDINGS = (
    Holding(
        "engagement.waiting",
        _lazy("等待批准的回复"),
        waiting,
        _lazy("退回不发，由接手人自己回复。"),
        Can.REPLY,
        "thread__account_id",
        hand_over_waiting,
    ),
    Holding("engagement.threads", _lazy("待回复的留言"), threads, "", Can.REPLY, "account_id", hand_over_threads),
    Holding("engagement.stays", _lazy("进行中的陪伴评论"), stays, "", Can.REPLY, "account_id", hand_over_stays),
)
