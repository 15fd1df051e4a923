"""Write down what became of calls: published, refused, limited, token dead, not sent, unknown. Never guesses."""

import datetime as dt
from collections.abc import Callable, Iterable

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _

from accounts import gateway
from accounts.services import note_post
from campaigns import services as campaigns
from content import services as posts
from core import audit
from core.notices import settle
from publishing.dispatch.last_look import latest
from publishing.dispatch.links import post_url
from publishing.dispatch.messages import Answer
from publishing.events import slot_settled, slots_published
from publishing.models import Attempt, Outcome, Publication, Slot, SlotState
from publishing.services.call_counts import learn_from_limits
from publishing.services.learning import learn_from
from publishing.services.published import publish_many
from publishing.services.states import move_state, version_of
from weibo.limits import until_after
from weibo.text import mid_to_base62

log = structlog.get_logger(__name__)

CHECKS = [dt.timedelta(seconds=seconds) for seconds in (5, 10, 20, 30, 60, 120)]
"""When to read the timeline after an unknown answer: each counted from the one before, together about four minutes."""
UNKNOWN_KEY = "unknown:"
"""Notices about slots that wait for somebody's decision begin so, then the slot."""
NOT_SENT_PAUSES = [dt.timedelta(seconds=seconds) for seconds in (5, 15, 60, 300)]


def record_outcomes(answers: Iterable[Answer]) -> int:
    """Write a batch down: what was published by a constant number of statements, the others one by one in one
    transaction; when that fails, each in its own. Returns how many could be written.

    What could not be written stays an open attempt: its lease runs out and it becomes unknown, never sent again.
    Raises `OperationalError` or `InterfaceError` when the database is away, so that the caller keeps the batch;
    what was written before that is found settled when the batch comes again.
    """
    batch = list(answers)
    together = _publish_together(batch)
    others = [answer for answer in batch if answer.attempt_id not in together]
    written = len(batch) - len(others) + _record_others(others)
    learn_from(batch)
    learn_from_limits(batch)
    return written


def _publish_together(batch: list[Answer]) -> set[int]:
    try:
        return publish_many(batch)
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # the singles say which one it was
        log.exception("outcomes_written_singly", count=len(batch))
        return set()


def _record_others(others: list[Answer]) -> int:
    if not others:
        return 0
    try:
        with transaction.atomic():
            for answer in sorted(others, key=lambda item: item.attempt_id):
                record_outcome(answer=answer)
        return len(others)
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # the others of the batch must not be lost with one
        log.exception("outcomes_written_one_by_one", count=len(others))
    return sum(_record_alone(answer) for answer in others)


def _record_alone(answer: Answer) -> bool:
    try:
        record_outcome(answer=answer)
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # left to the lease: it becomes unknown and is read back
        log.exception("outcome_not_written", attempt_id=answer.attempt_id, outcome=answer.outcome)
        return False
    return True


@transaction.atomic
def record_outcome(*, answer: Answer) -> Slot:
    """Write one answer down: attempt, slot, post, publication, event. A second answer to one attempt changes nothing,
    unless the first was "unknown" and this one is definite."""
    slot = _slot_of(answer)
    attempt = slot.attempts.select_for_update().get(pk=answer.attempt_id)
    if attempt.outcome not in {"", Outcome.UNKNOWN} or slot.state not in {SlotState.SENDING, SlotState.UNKNOWN}:
        log.warning("answer_came_late", attempt_id=attempt.pk, known=attempt.outcome, outcome=answer.outcome)
        return slot
    if attempt.generation != slot.generation:
        log.error("answer_of_an_earlier_attempt", attempt_id=attempt.pk, outcome=answer.outcome)
    _keep_answer(attempt, answer)
    _SETTLE[_meaning(answer, attempt, slot)](slot, attempt, answer)
    slot_settled.send_on_commit(slot_id=slot.pk)
    return slot


def _slot_of(answer: Answer) -> Slot:
    rows = Slot.objects.select_for_update(of=("self",)).select_related("account", "post", "post__version")
    return rows.get(attempts__pk=answer.attempt_id)


def _keep_answer(attempt: Attempt, answer: Answer) -> None:
    """What Weibo answered stays readable when reading back, or a person, says later how it ended."""
    settled = attempt.outcome == Outcome.UNKNOWN and attempt.answered_at is not None and answer.http_status is None
    if not settled:
        attempt.answered_at, attempt.http_status, attempt.error_code = answer.at, answer.http_status, answer.code
        attempt.error_text, attempt.sentence = answer.raw, answer.sentence
    attempt.outcome, attempt.weibo_id = answer.outcome, answer.weibo_id
    attempt.save()


def _meaning(answer: Answer, attempt: Attempt, slot: Slot) -> str:
    """20019 after an earlier call of this slot is evidence that the earlier one arrived, not proof: read back."""
    earlier = slot.attempts.filter(generation__lt=attempt.generation, called_at__isnull=False)
    if answer.is_repeat and earlier.exists():
        return Outcome.UNKNOWN
    return answer.outcome


def _publish(slot: Slot, attempt: Attempt, answer: Answer) -> None:
    stands_since = answer.published_at or answer.at
    publication = Publication.objects.create(
        slot=slot,
        account=slot.account,
        post=slot.post,
        version=version_of(slot),
        weibo_id=answer.weibo_id,
        mid62=mid_to_base62(answer.weibo_id),
        url=post_url(slot.account.uid or "0", answer.weibo_id),
        text=answer.shown_text or attempt.text,
        published_at=stands_since,
    )
    _move(slot, SlotState.PUBLISHED, answer)
    posts.mark_published(post=slot.post, at=stands_since)
    note_post(account_id=slot.account_id, at=stands_since)
    if slot.post.campaign_id is not None:
        of_campaign = (slot.post.campaign_id, slot.account_id, answer.weibo_id, publication.url, stands_since)
        campaigns.note_posts(posted=[campaigns.PostedInput(*of_campaign)])
    gateway.call_succeeded(slot.account, answer.at)
    change = audit.Change(after={"weibo_id": answer.weibo_id, "url": publication.url}, account_id=slot.account_id)
    audit.record("calendar.slot.published", slot, by=audit.SYSTEM, at=answer.at, change=change)
    slots_published.send_on_commit(publication_ids=(publication.pk,))


def _refuse(slot: Slot, attempt: Attempt, answer: Answer) -> None:
    _move(slot, SlotState.FAILED, answer, answer.sentence)
    posts.mark_failed(post=slot.post, at=answer.at)
    _audit_failure(slot, answer)


def _unknown(slot: Slot, attempt: Attempt, answer: Answer) -> None:
    """Somebody will look: the timeline is read back soon, nothing is sent meanwhile."""
    if slot.state == SlotState.UNKNOWN:
        return
    _move(slot, SlotState.UNKNOWN, answer, answer.sentence or _("没有收到微博的明确答复，正在核实。"))
    slot.check_after, slot.checks = answer.at + CHECKS[0], 0
    slot.save(update_fields=["check_after", "checks"])
    posts.mark_unconfirmed(post=slot.post, at=answer.at)


def _limited(slot: Slot, attempt: Attempt, answer: Answer) -> None:
    """Again when the limit ends, as far as the lateness rule lets it."""
    _again(slot, answer, until_after(answer.retry_after or None, now=answer.at))


def _not_sent(slot: Slot, attempt: Attempt, answer: Answer) -> None:
    """Not a byte left: again soon, with growing pauses, as far as the lateness rule lets it."""
    tries = slot.attempts.filter(outcome=Outcome.NOT_SENT).count()
    _again(slot, answer, answer.at + NOT_SENT_PAUSES[min(tries, len(NOT_SENT_PAUSES)) - 1])


def _again(slot: Slot, answer: Answer, not_before: dt.datetime) -> None:
    sentence = answer.sentence
    if not_before > latest(slot):
        sentence += _("等到可以再发时已超过最多可迟的时间，没有发出。")
        _move(slot, SlotState.MISSED, answer, sentence)
    else:
        _move(slot, SlotState.PLANNED, answer, sentence)
        slot.check_after = not_before
        slot.save(update_fields=["check_after"])
    posts.mark_scheduled(post=slot.post, at=answer.at)


def _token_dead(slot: Slot, attempt: Attempt, answer: Answer) -> None:
    """The post waits for a renewal; the account's next slots are held by the last look."""
    gateway.token_dead(slot.account, gateway.app_of(slot.account), answer.code, answer.at)
    # An unknown one has been sent once; only a person may say that it was not.
    if slot.state == SlotState.UNKNOWN:
        return
    _move(slot, SlotState.HELD, answer, answer.sentence)
    posts.mark_scheduled(post=slot.post, at=answer.at)
    _audit_failure(slot, answer)


def _move(slot: Slot, to: str, answer: Answer, sentence: str = "") -> None:
    if slot.state == SlotState.UNKNOWN:
        settle(key_prefix=f"{UNKNOWN_KEY}{slot.pk}:", at=answer.at)
    move_state(slot, to, at=answer.at, detail=sentence)
    slot.check_after = None
    slot.save(update_fields=["state", "state_detail", "check_after", "updated_at"])


def _audit_failure(slot: Slot, answer: Answer) -> None:
    after = {"state": slot.state, "code": answer.code, "sentence": slot.state_detail}
    change = audit.Change(after=after, account_id=slot.account_id)
    audit.record(f"calendar.slot.{slot.state}", slot, by=audit.SYSTEM, at=answer.at, change=change)


_SETTLE: dict[str, Callable[[Slot, Attempt, Answer], None]] = {
    Outcome.PUBLISHED: _publish,
    Outcome.REFUSED: _refuse,
    Outcome.UNKNOWN: _unknown,
    Outcome.LIMITED: _limited,
    Outcome.NOT_SENT: _not_sent,
    Outcome.TOKEN_DEAD: _token_dead,
}
