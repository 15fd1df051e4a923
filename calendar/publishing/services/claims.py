"""Take due slots for sending: lock, last look, attempt row, commit; and begin the calls, under the freeze lock."""

import datetime as dt
from dataclasses import dataclass, field

import structlog
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts import gateway
from accounts.models import WeiboAccount
from content import services as posts
from content.models import Media
from content.queries.facts import sent_draft
from core.errors import UserError
from publishing.dispatch.last_look import (
    No,
    no_because_frozen,
    no_because_late,
    no_because_of_account,
    no_because_of_post,
    no_because_of_text,
    no_because_refused_before,
)
from publishing.dispatch.messages import Claimed
from publishing.dispatch.turns import Turn, turn_of
from publishing.events import slot_changed, slot_settled
from publishing.models import Attempt, Outcome, Slot, SlotState
from publishing.models.slots import SlotQuerySet
from publishing.queries.freezes import Frozen, frozen_now
from publishing.queries.rules import by_a_person
from publishing.services.locks import share_freezes
from publishing.services.states import move_state

log = structlog.get_logger(__name__)

CLAIM_LEASE = dt.timedelta(seconds=30)
"""Beyond its time: a claim whose worker is gone returns to planned after this."""
CALL_LEASE = dt.timedelta(seconds=90)
"""A call ends within 60 seconds (weibo.transport); one without an answer after this is unknown."""
STUMBLE = dt.timedelta(seconds=60)


@dataclass(slots=True)
class _Round:
    """What the slots of one claim share."""

    now: dt.datetime
    worker: str
    frozen: Frozen
    tokens: dict[int, str | No] = field(default_factory=dict)

    def token_of(self, account: WeiboAccount) -> str | No:
        """The account's token, or why there is none: then the slot waits for a renewal."""
        if account.pk not in self.tokens:
            try:
                self.tokens[account.pk] = gateway.token_for(account)
            except UserError as error:
                self.tokens[account.pk] = No(SlotState.HELD, str(error))
        return self.tokens[account.pk]


@transaction.atomic
def claim_due_slots(*, now: dt.datetime, limit: int, worker: str, ahead: dt.timedelta) -> list[Claimed]:
    """Take up to `limit` slots that are due by `now + ahead`, each by one worker only.

    Every one either has a committed attempt afterwards and is answered here, or the state and the sentence that the
    last look gave it. Slots whose rows somebody else holds are passed over.
    """
    share_freezes()
    slots = list(_lockable(Slot.objects.due(now + ahead, now))[:limit])
    if not slots:
        return []
    this = _Round(now, worker, frozen_now())
    return [claimed for slot in slots if (claimed := _claim_or_stumble(slot, this)) is not None]


def _lockable(slots: SlotQuerySet) -> SlotQuerySet:
    # The post's row too: an editor who is saving right now keeps his post out of this round.
    locked = slots.select_for_update(skip_locked=True, of=("self", "post")).order_by("scheduled_at", "pk")
    return locked.select_related(
        "account", "post", "post__account", "post__version", "post__campaign", "post__relay_step"
    ).prefetch_related("post__version__version_media__media", "post__account__capabilities")


def _claim_or_stumble(slot: Slot, this: _Round) -> Claimed | None:
    """One slot that cannot even be looked at must not stop the others; it is looked at again a little later."""
    try:
        with transaction.atomic():
            return _claim(slot, this)
    except Exception as error:  # the batch goes on
        log.exception("claim_stumbled", slot_id=slot.pk)
        sentence = _("发送前检查出错（%(error)s），稍后再试。") % {"error": type(error).__name__}
        Slot.objects.filter(pk=slot.pk).update(check_after=this.now + STUMBLE, state_detail=sentence)
        return None


def _claim(slot: Slot, this: _Round) -> Claimed | None:
    media = _media_of(slot)
    no = (
        no_because_of_post(slot.post, media)
        or no_because_frozen(slot, this.frozen)
        or no_because_late(slot, this.now)
        or no_because_of_account(slot)
    )
    turn = Turn() if no else turn_of(slot, now=this.now)
    if turn.wait_until is not None:
        _wait(slot, turn, this.now)
        return None
    no = no or turn.no
    if no is None and by_a_person(slot.post):
        _hand_over(slot, this.now)
        return None
    draft = sent_draft(slot.post, pictures=len(media))
    text_no = no or no_because_refused_before(draft) or no_because_of_text(draft, media)
    token = text_no or this.token_of(slot.account)
    if isinstance(token, No):
        turn_away(slot, token, at=this.now)
        return None
    claimed = _attempt(slot, draft.text_as_sent, turn.repost_of, this)
    return Claimed(
        claimed.pk,
        slot.pk,
        slot.account_id,
        slot.scheduled_at,
        slot.account.channel,
        draft.text_as_sent,
        tuple(str(item.file.name) for item in media),
        token,
        turn.repost_of,
    )


def _media_of(slot: Slot) -> list[Media]:
    return [row.media for row in slot.post.version.version_media.all()] if slot.post.version else []


def _wait(slot: Slot, turn: Turn, now: dt.datetime) -> None:
    """A11: another account of the relay spoke a moment ago: looked at again when its distance is over."""
    slot.check_after, slot.updated_at = turn.wait_until, now
    slot.state_detail = turn.sentence or slot.state_detail
    slot.save(update_fields=["check_after", "state_detail", "updated_at"])


def _attempt(slot: Slot, text: str, repost_of: str, this: _Round) -> Attempt:
    move_state(slot, SlotState.SENDING, at=this.now)
    slot.generation += 1
    slot.save(update_fields=["state", "state_detail", "generation", "updated_at"])
    attempt = Attempt.objects.create(
        slot=slot,
        generation=slot.generation,
        worker=this.worker,
        content_hash=slot.post.approved_hash,
        text=text,
        channel=slot.account.channel,
        repost_of=repost_of,
        claimed_at=this.now,
        lease_until=max(this.now, slot.scheduled_at) + CLAIM_LEASE,
    )
    posts.mark_sending(post=slot.post, at=this.now)
    return attempt


def _hand_over(slot: Slot, now: dt.datetime) -> None:
    """K6: from its time on a person is asked to publish it; it is not claimed again."""
    if slot.scheduled_at > now:
        return
    slot.handed_over_at, slot.state_detail, slot.updated_at = now, _("请人工发布，完成后填写微博链接。"), now
    slot.save(update_fields=["handed_over_at", "state_detail", "updated_at"])
    slot_changed.send_on_commit(slot_id=slot.pk)


def turn_away(slot: Slot, no: No, *, at: dt.datetime) -> None:
    """The last look said no: state and sentence for people. The row is locked, no call has begun."""
    move_state(slot, no.state, at=at, detail=no.sentence)
    slot.held_by_id = no.freeze_id
    slot.save(update_fields=["state", "state_detail", "held_by", "updated_at"])
    if no.state == SlotState.FAILED:
        posts.mark_failed(post=slot.post, at=at)
    elif no.state == SlotState.CANCELLED:
        posts.mark_unscheduled(post=slot.post, at=at)
    else:
        posts.mark_scheduled(post=slot.post, at=at)
    slot_settled.send_on_commit(slot_id=slot.pk)


@transaction.atomic
def begin_calls(*, attempt_ids: list[int], now: dt.datetime) -> set[int]:
    """Commit that these calls begin now; answers the attempts that may be sent, and only those may.

    The caller holds freezes off until the requests have left (`hold_freezes_off`). A freeze, a lease that ran out or a
    lateness that grew since the claim keep a slot back.
    """
    open_rows = Attempt.objects.select_for_update(of=("self", "slot")).select_related("slot__account", "slot__post")
    rows = open_rows.filter(
        pk__in=attempt_ids,
        called_at__isnull=True,
        outcome="",
        lease_until__gt=now,
        slot__state=SlotState.SENDING,
        slot__generation=F("generation"),
    )
    frozen = frozen_now()
    go: set[int] = set()
    for attempt in rows.order_by("slot_id"):
        no = no_because_frozen(attempt.slot, frozen, text=attempt.text) or no_because_late(attempt.slot, now)
        if no is None:
            go.add(attempt.pk)
            continue
        attempt.outcome, attempt.answered_at, attempt.error_text = Outcome.NOT_SENT, now, no.sentence
        attempt.save(update_fields=["outcome", "answered_at", "error_text"])
        turn_away(attempt.slot, no, at=now)
    Attempt.objects.filter(pk__in=go).update(called_at=now, lease_until=now + CALL_LEASE)
    return go
