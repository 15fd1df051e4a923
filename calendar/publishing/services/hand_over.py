"""K6: posts that a person publishes by hand."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import Channel, User
from accounts.roles import Can
from accounts.services.robots import drop_robot_messages
from content import services as posts
from core import audit
from core.dates import BEIJING
from core.errors import Conflict, UserError
from core.notices import settle
from publishing.dispatch.messages import Answer
from publishing.dispatch.timeline import CLOCK_SLACK
from publishing.events import slot_changed
from publishing.models import Attempt, HandOver, Outcome, Slot, SlotState
from publishing.queries.hand_over import text_to_publish
from publishing.queries.rules import by_a_person
from publishing.services.locks import lock_schedule
from publishing.services.outcomes import record_outcome
from publishing.services.slots import refuse_locked
from publishing.services.states import locked_slot, move_state
from publishing.services.unknowns import read_link
from weibo.text import time_of_id


@transaction.atomic
def confirm_hand_over(*, slot: Slot, link: str, by: User, at: dt.datetime) -> Slot:
    """Somebody has published it on Weibo and gives the link: it becomes a publication like any other.

    Raises `Conflict` when it is not waiting for a person, `UserError` for a link that is not of this account.
    """
    row = locked_slot(slot.pk)
    require(by, Can.SCHEDULE, row.account_id)
    refuse_unless_waiting(row)
    weibo_id = read_link(row, link)
    _refuse_other_time(row, weibo_id, at)
    change = audit.Change(after={"weibo_id": weibo_id}, account_id=row.account_id)
    audit.record("calendar.slot.confirmed_by_hand", row, by=by, at=at, change=change)
    return publish_by_hand(row, ByHand(weibo_id, f"person:{by.pk}", time_of_id(weibo_id)), at=at)


@dataclass(frozen=True, slots=True)
class ByHand:
    """What a person has published: its id, who says so (a person, or the timeline), when it was minted."""

    weibo_id: str
    told_by: str
    published_at: dt.datetime
    shown_text: str = ""


def publish_by_hand(row: Slot, done: ByHand, *, at: dt.datetime) -> Slot:
    """Write it down as any other publication. The row is locked and waits for a person."""
    if row.state == SlotState.MISSED:
        move_state(row, SlotState.PLANNED, at=at)
    move_state(row, SlotState.SENDING, at=at)
    row.generation += 1
    row.save()
    attempt = Attempt.objects.create(
        slot=row,
        generation=row.generation,
        worker=done.told_by,
        content_hash=row.post.approved_hash,
        text=text_to_publish(row),
        channel=Channel.HAND_OVER,
        claimed_at=at,
        called_at=at,
        lease_until=at,
    )
    posts.mark_sending(post=row.post, at=at)
    answer = Answer(
        attempt.pk,
        Outcome.PUBLISHED,
        at,
        weibo_id=done.weibo_id,
        shown_text=done.shown_text,
        published_at=done.published_at,
    )
    published = record_outcome(answer=answer)
    end_hand_over(row.pk, at=at)
    return published


def end_hand_over(slot_id: int, *, at: dt.datetime) -> None:
    """Nobody need do anything any more: what people and robots were to be told is off their lists."""
    HandOver.objects.filter(slot_id=slot_id, ended_at=None).update(ended_at=at, check_after=None)
    settle(key_prefix=key_of(slot_id), at=at)
    drop_robot_messages(key_prefix=key_of(slot_id))


def key_of(slot_id: int) -> str:
    """How the keys of its notices begin."""
    return f"hand-over:{slot_id}:"


def refuse_unless_waiting(row: Slot) -> None:
    """Raises `Conflict` unless a person may publish it now."""
    if row.waits_for_id is not None:
        raise Conflict(_("联动的首发还没有发出，请等它发出后再发布。"), code="calendar.waits_for_first")
    if row.state not in {SlotState.PLANNED, SlotState.MISSED} or not by_a_person(row.post):
        raise Conflict(_("这条排期不在等待人工发布。"), code="calendar.not_handed_over")


def _refuse_other_time(row: Slot, weibo_id: str, at: dt.datetime) -> None:
    """The id holds its time: an older post, or one of tomorrow, cannot be this one."""
    minted = time_of_id(weibo_id)
    if not row.created_at - CLOCK_SLACK <= minted <= at + CLOCK_SLACK:
        sentence = _("链接里的微博发布于 %(time)s，不会是这一条，请核对链接。")
        values = {"time": f"{minted.astimezone(BEIJING):%Y-%m-%d %H:%M}"}
        raise UserError(sentence % values, code="calendar.other_time", field="link")


@transaction.atomic
def hand_over_slot(*, slot: Slot, by: User, at: dt.datetime) -> Slot:
    """K6: from here on a person publishes this one. What was refused, missed or waits for a grant is due again.

    Only narrows, so it is always possible before the send has begun. Raises `Forbidden`, `Conflict`.
    """
    lock_schedule(slot.account_id)
    row = locked_slot(slot.pk)
    refuse_locked(row)
    posts.set_by_hand(post=row.post, by_hand=True, by=by, at=at)
    before = {"state": row.state, "scheduled_at": row.scheduled_at.isoformat()}
    if row.state != SlotState.PLANNED and row.held_by_id is None:
        move_state(row, SlotState.PLANNED, at=at)
        row.scheduled_at = max(row.scheduled_at, at)
    row.updated_at, row.check_after = at, None
    row.save()
    posts.mark_scheduled(post=row.post, at=at, due_at=row.scheduled_at)
    after = {"state": row.state, "scheduled_at": row.scheduled_at.isoformat()}
    change = audit.Change(before, after, account_id=row.account_id)
    audit.record("calendar.slot.handed_over", row, by=by, at=at, change=change)
    slot_changed.send_on_commit(slot_id=row.pk)
    return locked_slot(row.pk)


@transaction.atomic
def take_back_from_person(*, post_id: int, at: dt.datetime) -> int:
    """Its post is sent by the app again: nobody is asked to publish it any more. Returns how many slots."""
    waiting = Slot.objects.select_for_update(of=("self",)).select_related("post__account")
    taken = 0
    for slot in waiting.filter(post_id=post_id, state=SlotState.PLANNED, handed_over_at__isnull=False):
        if by_a_person(slot.post):
            continue
        slot.handed_over_at, slot.state_detail, slot.updated_at = None, "", at
        slot.save(update_fields=["handed_over_at", "state_detail", "updated_at"])
        slot_changed.send_on_commit(slot_id=slot.pk)
        taken += 1
    return taken
