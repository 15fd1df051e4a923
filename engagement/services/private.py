"""Private messages of ours: the call, and outcomes that only a person can look up (E1).

The platform shows nobody what an account wrote privately. So an outcome that got lost is never settled by a machine,
and never sent again by one: somebody looks into the account's messages and says whether it is there.
"""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.asking import Asked, ask
from accounts.models import Purpose, User
from accounts.roles import Can
from core.audit import Change, record
from core.errors import Conflict
from engagement.models import FansLine, Reply, ReplyState
from engagement.queries.windows import line_of
from engagement.services.firsts import note_answered
from weibo.calls import talks
from weibo.errors import TokenDead
from weibo.types import Delivered


def write_privately(reply: Reply, *, at: dt.datetime) -> Asked[Delivered]:
    """Call the platform for a committed row; never inside a transaction."""
    thread = reply.thread
    line = line_of(thread.account)
    sealed = line.ciphertext if line else None
    build, endpoint = (
        (talks.messages_reply, "messages/reply") if sealed else (talks.messages_reply_biz, "messages/reply/biz")
    )
    asked = ask(
        thread.account,
        endpoint,
        lambda token: build(token, thread.author_id, reply.text),
        now=at,
        purpose=Purpose.INBOX,
        sealed=sealed,
    )
    if line is not None and sealed:
        _note_token(line, asked)
    return asked


def settle_by_hand(*, reply: Reply, arrived: bool, by: User, at: dt.datetime) -> Reply:
    """Somebody looked into the account's private messages. Raises `Conflict` when the outcome is known already."""
    require(by, Can.REPLY, reply.thread.account_id)
    with transaction.atomic():
        row = Reply.objects.select_for_update(of=("self",)).select_related("thread__account").get(pk=reply.pk)
        if row.state != ReplyState.UNKNOWN or not row.private:
            raise Conflict(_("这条回复的结果已经核实过了。"), code="reply.settled")
        row.state = ReplyState.SENT if arrived else ReplyState.FAILED
        row.error_text = "" if arrived else _("核对后确认没有发出，可以重新发送。")
        row.settled_at = at
        row.save(update_fields=["state", "error_text", "settled_at"])
        if arrived:
            note_answered(row)
        change = Change(after={"reply": row.pk, "arrived": arrived}, account_id=row.thread.account_id)
        record("engagement.reply.looked_up", row.thread, by=by, at=at, change=change)
    return row


def _note_token(line: FansLine, asked: Asked[Delivered]) -> None:
    """What the platform says of its token is shown where it is entered."""
    problem = asked.problem if isinstance(asked.error, TokenDead) else ""
    if asked.answer is not None or problem:
        FansLine.objects.filter(pk=line.pk).update(error_text=problem)
