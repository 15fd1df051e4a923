"""Attempts whose calls have begun, and what Weibo might answer: for tests of what is written down afterwards."""

import datetime as dt

from accounts.models import Channel, WeiboAccount
from content.services import mark_scheduled, mark_sending
from publishing.dispatch.messages import Answer
from publishing.models import Attempt, Outcome, Slot, SlotState
from tests.publishing.makers import make_post, make_slot
from weibo.text import id_floor_of_time

LEASE = dt.timedelta(seconds=90)


def begun_attempt(account: WeiboAccount, at: dt.datetime, *, text: str = "", generation: int = 1) -> Attempt:
    """A slot that is being sent: claimed, committed, its call begun at `at`."""
    slot = make_slot(make_post(account, text=text), at)
    return begin_again(slot, at, generation=generation)


def begin_again(slot: Slot, at: dt.datetime, *, generation: int, outcome: str = "") -> Attempt:
    """One more attempt of a slot."""
    Slot.objects.filter(pk=slot.pk).update(state=SlotState.SENDING, generation=generation)
    mark_scheduled(post=slot.post, at=at)
    mark_sending(post=slot.post, at=at)
    version = slot.post.version
    return Attempt.objects.create(
        slot=slot,
        generation=generation,
        worker="test",
        content_hash=slot.post.approved_hash,
        text=version.text if version else "",
        claimed_at=at,
        called_at=at,
        lease_until=at + LEASE,
        channel=Channel.SHARE,
        outcome=outcome,
    )


def weibo_id(at: dt.datetime, number: int = 0) -> str:
    """An id that Weibo mints at `at`."""
    return str(id_floor_of_time(at) + number)


def stands(attempt: Attempt, at: dt.datetime, number: int = 0, *, known_as: str | None = None) -> Answer:
    """Weibo answered with the post."""
    name = weibo_id(at, number) if known_as is None else known_as
    return Answer(
        attempt.pk, Outcome.PUBLISHED, at, http_status=200, weibo_id=name, shown_text=attempt.text, published_at=at
    )
