"""Whether a thread may be answered with a text at all: asked when a reply is written and again when it is approved."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from content.reviewing.risks import Risk
from core.errors import Conflict
from engagement.models import ReplyState, Thread, ThreadState
from engagement.queries.windows import why_shut

IN_THE_AIR = (ReplyState.SENDING, ReplyState.UNKNOWN)


@dataclass(frozen=True)
class Written:
    """An answer as somebody wrote it; `private` goes to the person alone."""

    text: str
    by: User
    private: bool = False
    risks: tuple[Risk, ...] = ()  # why a second person is asked, whoever wrote it

    @property
    def columns(self) -> dict[str, object]:
        """For the row."""
        risks = [risk.as_json() for risk in self.risks]
        return {"text": self.text, "author": self.by, "private": self.private, "risks": risks}


def may_answer(thread: Thread, text: str, *, at: dt.datetime, private: bool = False) -> Thread:
    """Lock the thread inside a transaction. Raises `Conflict` when it is closed, in the air, or was told the same, or
    when the person may not be written to privately (now)."""
    locked = Thread.objects.select_for_update(of=("self",)).select_related("account", "person").get(pk=thread.pk)
    if locked.state == ThreadState.CLOSED:
        raise Conflict(_("这条留言已关闭，请先重新打开。"), code="thread.closed")
    if locked.replies.filter(state__in=IN_THE_AIR).exists():
        raise Conflict(_("上一条回复的结果还没有核实，请稍候。"), code="reply.in_the_air")
    if locked.replies.filter(state=ReplyState.SENT, text=text).exists():
        raise Conflict(_("同样的回复已经发送过。"), code="reply.repeated", field="text")
    if private and (why := why_shut(locked, at)):
        raise Conflict(why, code="reply.window", field="text")
    return locked
