"""What real sends teach about an app: a refused permission, or a call that went through.

Kept apart from writing outcomes down: whatever goes wrong here, the outcomes stand.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import structlog
from django.db import DatabaseError
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Channel
from accounts.services import PERMISSION_CODES, Lesson, learn
from content.models import VersionMedia
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
    try:
        lessons = [lesson for sent in _sent(definite) for lesson in _lessons(sent, definite[sent.attempt_id])]
        learn(lessons=lessons, at=max(answer.at for answer in definite.values()))
    except DatabaseError:  # the next send teaches the same
        log.exception("lessons_lost", count=len(definite))


@dataclass(frozen=True, slots=True)
class Sent:
    """What an attempt sent, as far as it teaches something."""

    attempt_id: int
    account_id: int
    channel: str
    text: str
    repost_of: str
    pictures: int


def _sent(attempt_ids: Iterable[int]) -> Iterator[Sent]:
    of_version = VersionMedia.objects.filter(version_id=OuterRef("slot__post__version_id")).order_by()
    counted = of_version.values("version_id").annotate(number=Count("pk")).values("number")
    pictures = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    rows = Attempt.objects.filter(pk__in=attempt_ids).exclude(channel__in=["", Channel.HAND_OVER]).order_by()
    facts = rows.values_list("pk", "slot__account_id", "channel", "text", "repost_of", pictures)
    return (Sent(*row) for row in facts)


def _is_definite(answer: Answer) -> bool:
    refused = answer.outcome == Outcome.REFUSED and answer.code in PERMISSION_CODES | {TOO_LONG}
    return refused or answer.outcome == Outcome.PUBLISHED


def _lessons(sent: Sent, answer: Answer) -> Iterator[Lesson]:
    account_id, app = sent.account_id, sent.channel
    long = weibo_length(sent.text) > LENGTH_LIMIT
    call = _call(sent, long=long)
    if answer.outcome == Outcome.REFUSED:
        if answer.code != TOO_LONG:
            yield Lesson(account_id, app, call, allowed=False, code=answer.code)
        elif long and not sent.repost_of:
            yield Lesson(account_id, app, "long_text", allowed=False, code=answer.code)
        return
    yield Lesson(account_id, app, call, allowed=True)
    if long:
        yield Lesson(account_id, app, "long_text", allowed=True)
    if answer.shown_text and (topics := find_topics(sent.text)):
        yield Lesson(account_id, app, "topics", allowed=f"#{topics[0]}#" in answer.shown_text)


def _call(sent: Sent, *, long: bool) -> str:
    """The ability that the call of an attempt needed (see `publishing.dispatch.calls`)."""
    if sent.repost_of:
        return "repost"
    if sent.channel != Channel.COMMERCIAL or not sent.pictures:
        return "publish"
    return "picture" if sent.pictures == 1 and not long else "pictures"
