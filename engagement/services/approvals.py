"""Replies of people without a valid assessment, and risky ones, wait for another person (A7, K5)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import people_who_may, rights_of
from accounts.models import User
from accounts.queries import is_assessed, unassessed_among
from accounts.roles import Can
from core.audit import Change, record
from core.errors import Conflict, Forbidden, UserError
from core.notices import Message, notify, settle
from engagement.models import Reply, ReplyState, Thread
from engagement.queries.manners import risks_told
from engagement.services.answering import Written, may_answer, still_says_enough

ASKED = gettext_noop("%(name)s 写的回复等您批准：%(text)s")
APPROVED = gettext_noop("%(name)s 批准了您的回复：%(text)s")
RETURNED = gettext_noop("%(name)s 退回了您的回复：%(note)s")
SHOWN = 40


def ask_approval(*, thread: Thread, written: Written, at: datetime) -> Reply:
    """Keep a reply until another person approves it. One's own that waits is replaced.

    Raises `Conflict` when a colleague's reply waits already.
    """
    text, by = written.text, written.by
    with transaction.atomic():
        locked = may_answer(thread, text, private=written.private, at=at)
        before = locked.replies.filter(state=ReplyState.WAITING).first()
        if before is not None and before.author_id != by.pk:
            raise Conflict(_("已有同事的回复在等待批准。"), code="reply.waiting")
        if before is not None:
            _decide(before, ReplyState.RETURNED, _("作者改写了回复"), by=by, at=at)
        reply = Reply.objects.create(
            thread=thread, state=ReplyState.WAITING, created_at=at, asked_at=at, **written.columns
        )
        why = risks_told(written.risks)
        change = Change(after=written.facts(reply.pk), reason=why, account_id=thread.account_id)
        record("engagement.reply.asked", thread, by=by, at=at, change=change)
        message = Message(ASKED, {"name": str(by), "text": text[:SHOWN]}, reverse("engagement:approvals"))
        notify(to=approvers(thread, by=by, at=at), key=f"reply-approval:{reply.pk}", message=message, at=at)
    return reply


def approve_reply(*, reply: Reply, by: User, at: datetime) -> Reply:
    """Let a waiting reply go. The caller sends the row that comes back, now in state `sending`.

    Raises `Forbidden` for one's own and for somebody without a valid assessment, `Conflict` when it waits no longer
    or the thread can no longer be answered so, or joined a crisis meanwhile (M5).
    """
    _may_decide(reply, by, at)
    with transaction.atomic():
        may_answer(reply.thread, reply.text, private=reply.private, at=at)
        row = _waiting(reply)
        still_says_enough(row)
        row.created_at = at
        row.save(update_fields=["created_at"])
        _decide(row, ReplyState.SENDING, "", by=by, at=at)
        message = Message(APPROVED, {"name": str(by), "text": row.text[:SHOWN]}, _address(row))
        _tell_author(row, message, at)
    return row


def return_reply(*, reply: Reply, note: str, by: User, at: datetime) -> Reply:
    """Send a waiting reply back to its author with a reason; its author may take it back himself."""
    if reply.author_id != by.pk:
        _may_decide(reply, by, at)
    elif not rights_of(by).may(Can.REPLY, reply.thread.account_id):
        raise Forbidden(_("您没有这项操作的权限，需要时请联系管理员。"), code="forbidden.reply")
    note = note.strip()
    if not note and reply.author_id != by.pk:
        raise UserError(_("请写明退回的理由。"), field="note", code="reply.note")
    with transaction.atomic():
        row = _waiting(reply)
        _decide(row, ReplyState.RETURNED, note or _("作者撤回"), by=by, at=at)
        if row.author_id != by.pk:
            _tell_author(row, Message(RETURNED, {"name": str(by), "note": note}, _address(row)), at)
    return row


def approvers(thread: Thread, *, by: User, at: datetime) -> set[int]:
    """Who may decide about what `by` wrote: the right to answer or to review there, and a valid assessment."""
    people = {user.pk for can in (Can.REPLY, Can.REVIEW) for user in people_who_may(can, thread.account)}
    return people - unassessed_among(people, at=at) - {by.pk}


def _may_decide(reply: Reply, by: User, at: datetime) -> None:
    rights, account_id = rights_of(by), reply.thread.account_id
    if not (rights.may(Can.REPLY, account_id) or rights.may(Can.REVIEW, account_id)):
        raise Forbidden(_("您没有这项操作的权限，需要时请联系管理员。"), code="forbidden.reply")
    if reply.author_id == by.pk:
        raise Forbidden(_("这条回复是您写的，须由另一位已评定的同事批准。"), code="reply.own")
    if not is_assessed(by.pk, at=at):
        raise Forbidden(_("您没有有效的操作资格评定，不能批准别人的回复。"), code="reply.unassessed")


def _waiting(reply: Reply) -> Reply:
    row = Reply.objects.select_for_update(of=("self",)).select_related("thread__account").get(pk=reply.pk)
    if row.state != ReplyState.WAITING:
        raise Conflict(_("这条回复已经处理过了。"), code="reply.decided")
    return row


def _decide(row: Reply, state: ReplyState, note: str, *, by: User, at: datetime) -> None:
    row.state, row.decided_by, row.decided_at, row.decision_note = state, by, at, note[:200]
    row.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])
    code = "engagement.reply.approved" if state == ReplyState.SENDING else "engagement.reply.returned"
    change = Change(after={"reply": row.pk, "text": row.text}, reason=note, account_id=row.thread.account_id)
    record(code, row.thread, by=by, at=at, change=change)
    settle(key_prefix=f"reply-approval:{row.pk}", at=at)


def _tell_author(row: Reply, message: Message, at: datetime) -> None:
    if row.author_id is not None:
        notify(to=[row.author_id], key=f"reply-decided:{row.pk}", message=message, at=at)


def _address(row: Reply) -> str:
    return reverse("engagement:thread", args=[row.thread_id])
