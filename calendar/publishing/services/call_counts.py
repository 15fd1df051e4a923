"""Count the calls of sends: when they are claimed, back when no call was made, and what Weibo said of too many."""

import datetime as dt
from collections.abc import Collection, Iterable

import structlog
from django.db import DatabaseError

from accounts.budget import Refusal, count_taken, note_refusals, uncount_calls
from accounts.models import Channel
from publishing.dispatch.costs import cost_of
from publishing.dispatch.messages import Answer
from publishing.models import Attempt, Outcome
from publishing.queries.budgets import Budgets
from weibo.limits import Unit, start_of_window, until_after

log = structlog.get_logger(__name__)

_Send = tuple[int, str, str]


def count_sends(budgets: Budgets) -> None:
    """The calls of the slots that a round has taken, in the windows of their own times: one statement for all. The last
    thing that a claim does before it commits."""
    count_taken(budgets.left)


def uncount_attempts(attempt_ids: Collection[int]) -> None:
    """Claimed, and surely no call was made: what was counted is free again. Pictures that were stored stay counted."""
    hours: dict[dt.datetime, dict[_Send, int]] = {}
    for attempt, send in _sends(attempt_ids):
        at = max(attempt.claimed_at, attempt.slot.scheduled_at)
        hour = hours.setdefault(start_of_window(at, Unit.HOUR), {})
        hour[send] = hour.get(send, 0) + 1
    for start, calls in sorted(hours.items()):
        uncount_calls(calls, at=start)


def learn_from_limits(answers: Iterable[Answer]) -> None:
    """What Weibo called too many holds the next calls back until it ends; what never left it is given back.

    Kept apart from writing outcomes down: whatever goes wrong here, the outcomes stand."""
    limited = {answer.attempt_id: answer for answer in answers if answer.outcome == Outcome.LIMITED}
    unsent = [answer.attempt_id for answer in answers if answer.outcome == Outcome.NOT_SENT]
    try:
        note_refusals(_refusal(send, limited[attempt.pk]) for attempt, send in _sends(limited))
        uncount_attempts(unsent)
    except DatabaseError:  # Weibo says it again
        log.exception("limits_lost", count=len(limited) + len(unsent))


def _refusal(send: _Send, answer: Answer) -> Refusal:
    account_id, app, endpoint = send
    until = until_after(answer.retry_after, now=answer.at)
    return Refusal(app, account_id, endpoint, answer.code, answer.at, until)


def _sends(attempt_ids: Collection[int]) -> list[tuple[Attempt, _Send]]:
    if not attempt_ids:
        return []
    rows = Attempt.objects.filter(pk__in=attempt_ids).exclude(channel__in=["", Channel.HAND_OVER])
    found = rows.select_related("slot").only(
        "channel", "repost_of", "claimed_at", "slot__account_id", "slot__scheduled_at"
    )
    return [
        (row, (row.slot.account_id, row.channel, cost_of(row.channel, repost=bool(row.repost_of))[0])) for row in found
    ]
