"""Whether a thread may be answered with a text at all: asked when a reply is written and again when it is approved."""

from django.utils.translation import gettext as _

from core.errors import Conflict
from engagement.models import ReplyState, Thread, ThreadState

IN_THE_AIR = (ReplyState.SENDING, ReplyState.UNKNOWN)


def may_answer(thread: Thread, text: str) -> Thread:
    """Lock the thread inside a transaction. Raises `Conflict` when it is closed, in the air, or was told the same."""
    locked = Thread.objects.select_for_update(of=("self",)).get(pk=thread.pk)
    if locked.state == ThreadState.CLOSED:
        raise Conflict(_("这条留言已关闭，请先重新打开。"), code="thread.closed")
    if locked.replies.filter(state__in=IN_THE_AIR).exists():
        raise Conflict(_("上一条回复的结果还没有核实，请稍候。"), code="reply.in_the_air")
    if locked.replies.filter(state=ReplyState.SENT, text=text).exists():
        raise Conflict(_("同样的回复已经发送过。"), code="reply.repeated", field="text")
    return locked
