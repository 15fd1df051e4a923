"""Whether a thread may be answered with a text at all: asked when a reply is written and again when it is approved."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from content.contributions import points_before
from content.reviewing.risks import Risk
from core.errors import Conflict, UserError
from engagement.models import Reply, ReplyState, Thread, ThreadState
from engagement.queries.windows import why_shut

IN_THE_AIR = (ReplyState.SENDING, ReplyState.UNKNOWN)


@dataclass(frozen=True)
class Written:
    """An answer as somebody wrote it; `private` goes to the person alone, `said` are the points he ticked."""

    text: str
    by: User
    private: bool = False
    risks: tuple[Risk, ...] = ()  # why a second person is asked, whoever wrote it
    said: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, object]:
        """For the row."""
        risks = [risk.as_json() for risk in self.risks]
        return {"text": self.text, "author": self.by, "private": self.private, "risks": risks, "said": list(self.said)}

    def facts(self, reply_id: int) -> dict[str, object]:
        """For the audit log."""
        facts: dict[str, object] = {"text": self.text, "reply": reply_id}
        return facts | {"said": list(self.said)} if self.said else facts


@dataclass(frozen=True, slots=True)
class Care:
    """What is looked at before an answer leaves: `minding` refuses words that are not polite, until somebody insists;
    `said` are the points ticked where the thread belongs to a live crisis (M5)."""

    minding: bool = False
    said: tuple[str, ...] = ()


CARELESS = Care()


def ticked_points(thread: Thread, said: Iterable[str]) -> tuple[str, ...]:
    """What an answer to a thread of a live crisis says: the matter and the attitude in one go (M5).

    Raises `UserError` while a point is missing; a thread of no case asks for none.
    """
    asked = points_before(thread.pk)
    if asked is None:
        return ()
    given = frozenset(said)
    if missing := [label for code, label in asked.points if code not in given]:
        values = {"case": asked.case, "points": _("、").join(missing)}
        raise UserError(
            _("这条留言属于危机“%(case)s”，回复还没有说清：%(points)s。") % values, field="text", code="reply.points"
        )
    return tuple(code for code, _label in asked.points)


def still_says_enough(reply: Reply) -> None:
    """A thread may join a crisis while an answer to it waits: then what was not asked of its author is missing (M5).

    Raises `Conflict`: the author writes it again with the points.
    """
    asked = points_before(reply.thread_id)
    if asked is not None and not {code for code, _label in asked.points} <= set(reply.said):
        raise Conflict(
            _("等待期间这条留言归入了危机“%(case)s”。请退回作者，按要点说清后再提交。") % {"case": asked.case},
            code="reply.points",
        )


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
