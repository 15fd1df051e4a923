"""Leases that ran out, and answers that were lost. Reading back settles them; nothing is sent again by itself."""

import datetime as dt
from dataclasses import dataclass

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from content import services as posts
from core import audit
from core.errors import Conflict, UserError
from publishing.dispatch.links import weibo_id_of
from publishing.dispatch.messages import Answer
from publishing.dispatch.timeline import Sought, find_sent, proves_absence, read_timeline
from publishing.events import slot_changed, slot_settled
from publishing.models import Attempt, Outcome, Publication, Slot, SlotState
from publishing.services.outcomes import CHECKS, record_outcome
from publishing.services.states import locked_slot, move_state, version_of
from weibo.errors import WeiboError
from weibo.text import time_of_id
from weibo.types import Page, Status

log = structlog.get_logger(__name__)

READING = dt.timedelta(seconds=60)
"""While one sweep reads a timeline the next leaves the slot alone; then it may try."""


def reap(*, now: dt.datetime, limit: int = 500) -> tuple[int, int]:
    """Settle attempts whose lease ran out: (back to planned, unknown).

    Without a begun call nothing was sent: back to planned. With one, nobody knows: unknown. Never the other way.
    """
    back = unknown = 0
    open_ids = (
        Attempt.objects.filter(outcome="", lease_until__lte=now).order_by("lease_until").values_list("pk", flat=True)
    )
    for pk in list(open_ids[:limit]):
        try:
            outcome = _reap_one(pk, now)
        except Exception:  # one broken row must not keep the others in the air
            log.exception("reap_failed", attempt_id=pk)
            continue
        back, unknown = back + (outcome == SlotState.PLANNED), unknown + (outcome == SlotState.UNKNOWN)
    return back, unknown


@transaction.atomic
def _reap_one(attempt_id: int, now: dt.datetime) -> str:
    rows = Attempt.objects.select_for_update(skip_locked=True, of=("self", "slot")).select_related("slot__post")
    attempt = rows.filter(pk=attempt_id, outcome="", lease_until__lte=now).first()
    if attempt is None:
        return ""
    if attempt.called_at is not None:
        sentence = _("发送中断，不确定微博是否收到，正在核实。")
        return record_outcome(answer=Answer(attempt.pk, Outcome.UNKNOWN, now, sentence=sentence)).state
    attempt.outcome, attempt.answered_at = Outcome.NOT_SENT, now
    attempt.save(update_fields=["outcome", "answered_at"])
    slot = attempt.slot
    if slot.state == SlotState.SENDING and slot.generation == attempt.generation:
        move_state(slot, SlotState.PLANNED, at=now)
        slot.save(update_fields=["state", "state_detail", "updated_at"])
        posts.mark_scheduled(post=slot.post, at=now)
    return SlotState.PLANNED


@transaction.atomic
def give_back(*, attempt_ids: list[int], now: dt.datetime) -> int:
    """A worker that stops returns what it claimed and has not begun. Returns how many."""
    rows = Attempt.objects.select_for_update(of=("self", "slot")).select_related("slot__post")
    given = 0
    for attempt in rows.filter(pk__in=attempt_ids, outcome="", called_at__isnull=True).order_by("slot_id"):
        attempt.outcome, attempt.answered_at = Outcome.NOT_SENT, now
        attempt.save(update_fields=["outcome", "answered_at"])
        move_state(attempt.slot, SlotState.PLANNED, at=now)
        attempt.slot.save(update_fields=["state", "state_detail", "updated_at"])
        posts.mark_scheduled(post=attempt.slot.post, at=now)
        given += 1
    return given


@dataclass(frozen=True, slots=True)
class Settled:
    """What one sweep over unknown slots did."""

    found: int = 0
    waiting: int = 0
    for_people: int = 0


def reconcile_unknown(*, now: dt.datetime, limit: int = 200) -> Settled:
    """Read the timelines of accounts with unknown slots and match. No transaction is open while Weibo is asked."""
    by_account: dict[int, list[Slot]] = {}
    for slot in _take_for_reading(now, limit):
        by_account.setdefault(slot.account_id, []).append(slot)
    results: list[str] = []
    for slots in by_account.values():
        try:
            page = read_timeline(slots[0].account)
        except UserError as error:
            results += [_to_a_person(slot.pk, str(error), now) for slot in slots]
        except WeiboError as error:
            results += [_look_again(slot.pk, error.sentence, now) for slot in slots]
        else:
            results += [_match(slot, page, now) for slot in slots]
    return Settled(results.count("found"), results.count("waiting"), results.count("person"))


@transaction.atomic
def _take_for_reading(now: dt.datetime, limit: int) -> list[Slot]:
    """Due unknown slots, put out of the way of other sweeps while their timelines are read."""
    due = Slot.objects.filter(state=SlotState.UNKNOWN, check_after__lte=now).select_related("account", "post__version")
    slots = list(due.select_for_update(skip_locked=True, of=("self",)).order_by("check_after")[:limit])
    Slot.objects.filter(pk__in=[slot.pk for slot in slots]).update(check_after=now + READING)
    return slots


def _match(slot: Slot, page: Page[Status], now: dt.datetime) -> str:
    """Any call of this slot may be the one that arrived: the earliest that fits counts."""
    taken = set(
        Publication.objects.filter(weibo_id__in=[item.id for item in page.items]).values_list("weibo_id", flat=True)
    )
    calls = list(slot.attempts.filter(called_at__isnull=False).order_by("generation"))
    pictures = version_of(slot).version_media.count()
    sought = [
        (attempt, Sought(attempt.text, pictures, attempt.called_at or now, attempt.repost_of)) for attempt in calls
    ]
    for attempt, what in sought:
        if (status := find_sent(what, page.items, taken=taken)) is not None:
            _found(attempt, status, now)
            return "found"
    if not all(proves_absence(what, page) for _attempt, what in sought):
        return _look_again(slot.pk, _("时间线上看不到那么早的微博，无法判断是否已发出。"), now)
    return _look_again(slot.pk, _("时间线上还没有找到这条微博。"), now)


@transaction.atomic
def _found(attempt: Attempt, status: Status, now: dt.datetime) -> None:
    """The call arrived: published, with the id that Weibo gave it."""
    slot = locked_slot(attempt.slot_id)
    if slot.state != SlotState.UNKNOWN:
        return
    Attempt.objects.filter(pk=attempt.pk).update(outcome=Outcome.UNKNOWN)
    record_outcome(
        answer=Answer(
            attempt.pk,
            Outcome.PUBLISHED,
            now,
            sentence=_("回读时间线时找到。"),
            weibo_id=status.id,
            shown_text=status.text,
            published_at=status.published_at,
        )
    )


@transaction.atomic
def _look_again(slot_id: int, sentence: str, now: dt.datetime) -> str:
    slot = locked_slot(slot_id)
    if slot.state != SlotState.UNKNOWN:
        return "waiting"
    slot.checks += 1
    if slot.checks >= len(CHECKS):
        return _to_a_person(slot_id, sentence, now)
    slot.check_after, slot.state_detail, slot.updated_at = now + CHECKS[slot.checks], sentence, now
    slot.save(update_fields=["checks", "check_after", "state_detail", "updated_at"])
    return "waiting"


@transaction.atomic
def _to_a_person(slot_id: int, sentence: str, now: dt.datetime) -> str:
    """Reading back does not settle it: it waits for somebody's decision, however long that takes."""
    slot = locked_slot(slot_id)
    if slot.state == SlotState.UNKNOWN:
        slot.check_after, slot.updated_at = None, now
        slot.state_detail = sentence + _("请到微博核实后决定。")
        slot.save(update_fields=["checks", "check_after", "state_detail", "updated_at"])
        slot_settled.send_on_commit(slot_id=slot.pk)
    return "person"


@transaction.atomic
def confirm_absent(*, slot: Slot, by: User, at: dt.datetime) -> Slot:
    """A person has seen that it does not stand on Weibo: send it again now, as a new generation."""
    row = locked_slot(slot.pk)
    require(by, Can.SCHEDULE, row.account_id)
    _refuse_unless_for_people(row)
    move_state(row, SlotState.PLANNED, at=at)
    row.scheduled_at, row.check_after, row.checks = at, None, 0
    row.save()
    posts.mark_scheduled(post=row.post, at=at, due_at=at)
    change = audit.Change({"state": SlotState.UNKNOWN}, {"state": row.state}, account_id=row.account_id)
    audit.record("calendar.slot.confirmed_absent", row, by=by, at=at, change=change)
    slot_changed.send_on_commit(slot_id=row.pk)
    return row


@transaction.atomic
def confirm_published(*, slot: Slot, link: str, by: User, at: dt.datetime) -> Slot:
    """A person has seen it on Weibo and gives its link."""
    row = locked_slot(slot.pk)
    require(by, Can.SCHEDULE, row.account_id)
    if row.state != SlotState.UNKNOWN:
        raise Conflict(_("这条排期已有结果。"), code="calendar.settled")
    attempt = row.attempts.filter(called_at__isnull=False).order_by("-generation").first()
    if attempt is None:
        raise Conflict(_("这条排期没有发送过。"), code="calendar.settled")
    weibo_id = read_link(row, link)
    change = audit.Change(after={"weibo_id": weibo_id}, account_id=row.account_id)
    audit.record("calendar.slot.confirmed_published", row, by=by, at=at, change=change)
    Attempt.objects.filter(pk=attempt.pk).update(outcome=Outcome.UNKNOWN)
    answer = Answer(attempt.pk, Outcome.PUBLISHED, at, weibo_id=weibo_id, published_at=time_of_id(weibo_id))
    return record_outcome(answer=answer)


def read_link(slot: Slot, link: str) -> str:
    """The id in a pasted link. Raises `UserError` when it is none of this account, or belongs to another slot."""
    weibo_id = weibo_id_of(link, uid=slot.account.uid or "")
    if not weibo_id:
        raise UserError(_("这不是该账号的微博链接，请从微博上复制单条微博的地址。"), field="link")
    if Publication.objects.filter(weibo_id=weibo_id).exists():
        raise UserError(_("这条微博已经对应另一条内容，请核对链接。"), field="link")
    return weibo_id


def _refuse_unless_for_people(slot: Slot) -> None:
    if slot.state != SlotState.UNKNOWN:
        raise Conflict(_("这条排期已有结果。"), code="calendar.settled")
    if slot.check_after is not None:
        raise Conflict(_("系统还在核实，请等核实结束再决定，以免重复发布。"), code="calendar.still_checking")
