"""When a question was first answered, by whom, and how many working minutes that took (E1, I1)."""

import datetime as dt
from typing import Final

from accounts.models import WeiboAccount
from engagement.models import EarlierQuestion, FansMessage, FansPerson, Reply, ReplyState, Thread, ThreadState
from engagement.queries.goals import current_goals
from engagement.queries.windows import WORDS

AT_ONCE: Final = 1000


def note_answered(reply: Reply) -> None:
    """Our answer is out: the thread waits no longer, unless the person wrote again meanwhile; the one private answer
    to a mention is used up."""
    again = FansMessage.objects.filter(thread=reply.thread_id, kind__in=WORDS, sent_at__gt=reply.created_at)
    if not again.exists():
        Thread.objects.filter(pk=reply.thread_id, state=ThreadState.OPEN).update(state=ThreadState.ANSWERED)
    note_first(reply.thread)
    if reply.private:
        person = FansPerson.objects.filter(pk=reply.thread.person_id or 0)
        person.exclude(told_at__gte=reply.created_at).update(told_at=reply.created_at)


def note_first(thread: Thread) -> None:
    """The earliest answer to a question counts, in whatever order we learn of answers; without any, none does.

    A talk that opened again has several questions: an answer is to the one that stood when it was given.
    """
    row = Thread.objects.select_related("account").get(pk=thread.pk)
    sent = list(row.replies.filter(state=ReplyState.SENT).order_by("created_at", "pk"))
    for question in EarlierQuestion.objects.filter(thread=row):
        _answer(question, row.account, [reply for reply in sent if reply.created_at < question.until])
    _answer(row, row.account, sent)


def _answer(question: Thread | EarlierQuestion, account: WeiboAccount, sent: list[Reply]) -> None:
    first = next((reply for reply in sent if reply.created_at >= question.received_at), None)
    question.answered_at, question.answered_by_id = (first.created_at, first.author_id) if first else (None, None)
    question.answer_minutes = _minutes(question, account, first.created_at) if first else None
    question.save(update_fields=["answered_at", "answered_by", "answer_minutes"])


def _minutes(question: Thread | EarlierQuestion, account: WeiboAccount, at: dt.datetime) -> int:
    return current_goals().minutes(account, question.received_at, at)


def count_minutes() -> int:
    """Fill in what answers took where nobody counted when they were sent. Returns how many were counted."""
    uncounted = Thread.objects.filter(answered_at__isnull=False, answer_minutes=None)
    rows = list(uncounted.select_related("account").order_by("pk")[:AT_ONCE])
    if not rows:
        return 0
    goals = current_goals()
    for row in rows:
        row.answer_minutes = goals.minutes(row.account, row.received_at, row.answered_at or row.received_at)
    return Thread.objects.bulk_update(rows, ["answer_minutes"])
