"""What real sends teach about an app: a refused permission, or a call that went through.

Kept apart from writing outcomes down: whatever goes wrong here, the outcomes stand.
"""

from collections.abc import Iterable, Iterator

import structlog
from django.db import DatabaseError
from django.db.models import Count

from accounts.models import Channel
from accounts.services import PERMISSION_CODES, Lesson, learn
from publishing.dispatch.messages import Answer
from publishing.models import Attempt, Outcome
from weibo.text import LENGTH_LIMIT, find_topics, weibo_length

log = structlog.get_logger(__name__)

TOO_LONG = 20012


def learn_from(answers: Iterable[Answer]) -> None:
    """Keep what definite answers say about the app; the rest teaches nothing. Two queries for a batch."""
    definite = {answer.attempt_id: answer for answer in answers if _is_definite(answer)}
    if not definite:
        return
    attempts = Attempt.objects.filter(pk__in=definite).exclude(channel__in=["", Channel.HAND_OVER])
    counted = attempts.select_related("slot").annotate(pictures=Count("slot__post__version__version_media"))
    try:
        lessons = [lesson for row in counted for lesson in _lessons(row, definite[row.pk])]
        learn(lessons=lessons, at=max(answer.at for answer in definite.values()))
    except DatabaseError:  # the next send teaches the same
        log.exception("lessons_lost", count=len(definite))


def _is_definite(answer: Answer) -> bool:
    refused = answer.outcome == Outcome.REFUSED and answer.code in PERMISSION_CODES | {TOO_LONG}
    return refused or answer.outcome == Outcome.PUBLISHED


def _lessons(attempt: Attempt, answer: Answer) -> Iterator[Lesson]:
    account_id, app, call = attempt.slot.account_id, attempt.channel, call_of(attempt)
    long = weibo_length(attempt.text) > LENGTH_LIMIT
    if answer.outcome == Outcome.REFUSED:
        if answer.code != TOO_LONG:
            yield Lesson(account_id, app, call, allowed=False, code=answer.code)
        elif long and not attempt.repost_of:
            yield Lesson(account_id, app, "long_text", allowed=False, code=answer.code)
        return
    yield Lesson(account_id, app, call, allowed=True)
    if long:
        yield Lesson(account_id, app, "long_text", allowed=True)
    if answer.shown_text and (topics := find_topics(attempt.text)):
        yield Lesson(account_id, app, "topics", allowed=f"#{topics[0]}#" in answer.shown_text)


def call_of(attempt: Attempt) -> str:
    """The ability that the call of an attempt needed (see `publishing.dispatch.calls`); `pictures` is annotated."""
    pictures: int = getattr(attempt, "pictures", 0)
    if attempt.repost_of:
        return "repost"
    if attempt.channel != Channel.COMMERCIAL or not pictures:
        return "publish"
    return "picture" if pictures == 1 and weibo_length(attempt.text) <= LENGTH_LIMIT else "pictures"
