"""Who is answering a thread is seen by others, and an answer that came in between stops a second one (E1)."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from core.errors import Conflict
from engagement.models import FansMessage, Reply, ReplyState, Thread
from engagement.queries.windows import WORDS

BELIEVED: Final = dt.timedelta(seconds=45)
"""So long somebody counts as answering after the last sign of life; the page gives one every 15 seconds."""
STANDS = (ReplyState.SENDING, ReplyState.UNKNOWN, ReplyState.SENT)


def tell_answering(*, thread: Thread, by: User, at: dt.datetime) -> bool:
    """Say that `by` is writing now. False when somebody else is already; he keeps the place until he is silent."""
    require(by, Can.REPLY, thread.account_id)
    free = Q(answering_by=None) | Q(answering_by=by) | Q(answering_until=None) | Q(answering_until__lt=at)
    mine = Thread.objects.filter(free, pk=thread.pk).update(answering_by=by, answering_until=at + BELIEVED)
    return bool(mine)


def stop_answering(*, thread: Thread, by: User, at: dt.datetime) -> None:
    """The place is free again."""
    Thread.objects.filter(pk=thread.pk, answering_by=by).update(answering_by=None, answering_until=None)


@dataclass(frozen=True)
class OnPage:
    """What somebody had before his eyes when he wrote: ids of the last reply and of the last message; None unknown."""

    seen: int | None = None
    heard: int | None = None


NO_PAGE: Final = OnPage()


def stop_conflict(thread: Thread, *, page: OnPage, by: User) -> None:
    """Inside the transaction that holds the thread: refuse when a colleague answered, or the person wrote again, after
    what `by` had seen. The sentence tells who said what."""
    if page.heard is not None:
        said_again = (
            FansMessage.objects.filter(thread=thread, kind__in=WORDS, pk__gt=page.heard).order_by("-pk").first()
        )
        if said_again is not None:
            sentence = _("对方刚刚又发来：%(text)s") % {"text": said_again.text or said_again.get_kind_display()}
            raise Conflict(sentence, code="reply.unread", field="text")
    if page.seen is None:
        return
    said = Reply.objects.filter(thread=thread, pk__gt=page.seen, state__in=STANDS).exclude(author=by)
    other = said.select_related("author").order_by("-pk").first()
    if other is not None:
        values = {"name": other.author or _("系统"), "text": other.text}
        raise Conflict(_("%(name)s刚刚已经回复：%(text)s") % values, code="reply.answered_meanwhile", field="text")
