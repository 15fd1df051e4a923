"""K6: posts that a person publishes by hand."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Channel, User
from content import services as posts
from core.errors import Conflict
from publishing.dispatch.messages import Answer
from publishing.models import Attempt, Outcome, Slot, SlotState
from publishing.services.outcomes import record_outcome
from publishing.services.states import locked_slot, move_state
from publishing.services.unknowns import read_link
from weibo.text import time_of_id


@transaction.atomic
def confirm_hand_over(*, slot: Slot, link: str, by: User, at: dt.datetime) -> Slot:
    """Somebody has published it on Weibo and gives the link: it becomes a publication like any other.

    Raises `Conflict` when it is not waiting for a person, `UserError` for a link that is not of this account.
    """
    row = locked_slot(slot.pk)
    waiting = row.state in {SlotState.PLANNED, SlotState.MISSED} and row.account.channel == Channel.HAND_OVER
    if not waiting:
        raise Conflict(_("这条排期不在等待人工发布。"), code="calendar.not_handed_over")
    weibo_id = read_link(row, link)
    if row.state == SlotState.MISSED:
        move_state(row, SlotState.PLANNED, at=at)
    move_state(row, SlotState.SENDING, at=at)
    row.generation += 1
    row.save()
    attempt = Attempt.objects.create(
        slot=row,
        generation=row.generation,
        worker=f"person:{by.pk}",
        content_hash=row.post.approved_hash,
        text=row.post.version.text if row.post.version else "",
        claimed_at=at,
        called_at=at,
        lease_until=at,
    )
    posts.mark_sending(post=row.post, at=at)
    answer = Answer(attempt.pk, Outcome.PUBLISHED, at, weibo_id=weibo_id, published_at=time_of_id(weibo_id))
    return record_outcome(answer=answer)
