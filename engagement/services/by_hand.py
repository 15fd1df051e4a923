"""Answers that somebody gave on Weibo himself: told of with words, time and proof, and taken back (E1).

Where the app's level cannot send, or somebody was quicker in Weibo's own app, the thread still shows who said what.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require, rights_of
from accounts.models import User
from accounts.roles import Can
from core.audit import Change, record
from core.errors import Conflict, Forbidden, UserError
from engagement.models import Reply, ReplyState, Thread, ThreadState
from engagement.queries.windows import is_private
from engagement.services.answering import may_answer
from engagement.services.firsts import note_answered, note_first
from engagement.services.presence import stop_answering
from publishing.dispatch.links import is_weibo_address

LONGEST: Final = 2000
CLOCKS_DIFFER: Final = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Told:
    """What was said on Weibo: the words, whose they are, when, and a link under which they stand."""

    text: str
    author: User
    said_at: dt.datetime
    proof_url: str = ""


def note_by_hand(*, thread: Thread, told: Told, by: User, at: dt.datetime) -> Reply:
    """Write down an answer that stands on Weibo already; the thread is answered from when it was said.

    Comments and mentions want a link as proof; private messages have none. Raises `UserError` for what cannot be,
    `Conflict` when the thread is closed, another answer is in the air, or these words are here already.
    """
    require(by, Can.REPLY, thread.account_id)
    text = told.text.strip()
    _check(thread, text, told, at)
    with transaction.atomic():
        locked = may_answer(thread, text, at=at)
        reply = Reply.objects.create(
            thread=locked, text=text, author=told.author, state=ReplyState.SENT, private=is_private(locked),
            is_by_hand=True, proof_url=told.proof_url.strip(), noted_at=at, noted_by=by, created_at=told.said_at,
            settled_at=told.said_at,
        )  # fmt: skip
        note_answered(reply)
        stop_answering(thread=locked, by=by, at=at)
        after = {"reply": reply.pk, "text": text, "who": str(told.author), "proof": reply.proof_url}
        change = Change(after=after | {"said_at": told.said_at.isoformat()}, account_id=thread.account_id)
        record("engagement.reply.noted", thread, by=by, at=at, change=change)
    return reply


def take_back(*, reply: Reply, by: User, at: dt.datetime) -> Thread:
    """It was a mistake: the note goes, and the thread waits again when nothing else answered it.

    Raises `Forbidden` for who neither noted it nor leads, `Conflict` for what was read back from Weibo.
    """
    require(by, Can.REPLY, reply.thread.account_id)
    if reply.noted_at is None or reply.external_id:
        raise Conflict(_("这条回复已在微博上核对到，不能撤回。"), code="reply.not_noted")
    if reply.noted_by_id != by.pk and not rights_of(by).may(Can.REVIEW, reply.thread.account_id):
        raise Forbidden(_("只有登记的人或负责人能撤回。"), code="forbidden.noted")
    with transaction.atomic():
        thread = Thread.objects.select_for_update(of=("self",)).get(pk=reply.thread_id)
        row = Reply.objects.select_for_update(of=("self",)).filter(pk=reply.pk, external_id="").first()
        if row is None:
            raise Conflict(_("这条登记刚刚已被撤回，或已在微博上核对到。"), code="reply.not_noted")
        change = Change(before={"text": row.text, "proof": row.proof_url}, account_id=thread.account_id)
        record("engagement.reply.unnoted", thread, by=by, at=at, change=change)
        row.delete()
        note_first(thread)
        thread.refresh_from_db(fields=["answered_at"])
        if thread.state == ThreadState.ANSWERED and thread.answered_at is None:
            thread.state = ThreadState.OPEN
            thread.save(update_fields=["state"])
    return thread


def _check(thread: Thread, text: str, told: Told, at: dt.datetime) -> None:
    if not text or len(text) > LONGEST:
        raise UserError(_("请写下在微博上回复了什么。"), field="told", code="reply.empty")
    if not rights_of(told.author).may(Can.REPLY, thread.account_id):
        name = told.author.get_full_name()
        raise UserError(_("%(name)s没有这个账号的回复权限。") % {"name": name}, field="author")
    if told.said_at > at + CLOCKS_DIFFER:
        raise UserError(_("回复的时间不能晚于现在。"), field="said_at", code="reply.later")
    if told.said_at < thread.received_at:
        raise UserError(_("回复的时间不能早于留言的时间。"), field="said_at", code="reply.earlier")
    proof = told.proof_url.strip()
    if not proof and not is_private(thread):
        raise UserError(_("请贴上回复所在微博的链接，作为凭证。"), field="proof_url", code="reply.proof")
    if proof and (len(proof) > 300 or not is_weibo_address(proof)):
        raise UserError(
            _("这不是微博的链接，请贴 weibo.com 或 weibo.cn 的地址。"), field="proof_url", code="reply.proof"
        )
