"""Find by itself what a person has published (K6): the account's own timeline is read while a hand-over is due."""

import datetime as dt
from dataclasses import dataclass

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from core import audit
from core.errors import Conflict, UserError
from publishing.dispatch.hand_over_match import Wanted, exactly, nearly
from publishing.events import slot_changed
from publishing.models import HandOver, Publication, Slot, SlotState
from publishing.queries.hand_over import base_of, text_to_publish
from publishing.queries.relays import first_publication, step_of
from publishing.queries.rules import by_a_person
from publishing.services.hand_over import ByHand, publish_by_hand, refuse_unless_waiting
from publishing.services.own_timelines import NoCallsLeft, Read, read_timelines
from publishing.services.states import locked_slot
from weibo.errors import WeiboError
from weibo.text import time_of_id
from weibo.types import Page, Status

log = structlog.get_logger(__name__)

LOOKS = [dt.timedelta(minutes=minutes) for minutes in (1, 1, 2, 3, 5, 5, 10, 10, 15, 30)]
"""Each counted from the one before; then every half hour until it ends. A reading costs one call of the budget."""
READING = dt.timedelta(seconds=60)
"""While one sweep reads a timeline the next leaves it alone."""
WAITING = [SlotState.PLANNED, SlotState.MISSED]


@dataclass(frozen=True, slots=True)
class Looked:
    """What one sweep did: found by itself, a person is asked, not there yet, cannot be read."""

    found: int = 0
    asked: int = 0
    waiting: int = 0
    unreadable: int = 0


def find_handed_over(*, now: dt.datetime, limit: int = 200) -> Looked:
    """Read the timelines of accounts whose hand-overs are due to be looked for. No transaction is open meanwhile."""
    by_account: dict[int, list[HandOver]] = {}
    for hand in _take(now, limit):
        by_account.setdefault(hand.slot.account_id, []).append(hand)
    accounts = [hands[0].slot.account for hands in by_account.values()]
    results = [
        _look_safely(hand, read, now)
        for account, read in read_timelines(accounts, now=now)
        for hand in by_account[account.pk]
    ]
    counts = (results.count(name) for name in ("found", "asked", "waiting", "unreadable"))
    return Looked(*counts)


def find_now(*, slot: Slot, by: User, at: dt.datetime) -> str:
    """Somebody says that it is out: look now. Answers "found", "asked", "waiting" or "unreadable". Asks Weibo."""
    require(by, Can.SCHEDULE, slot.account_id)
    refuse_unless_waiting(slot)
    hand = HandOver.objects.select_related("slot__account").filter(slot=slot).first()
    if hand is None:
        raise Conflict(_("还没有到这一条的发布时间。"), code="calendar.not_handed_over")
    (_account, read) = read_timelines([hand.slot.account], now=at)[0]
    return _look(hand, read, at)


@transaction.atomic
def _take(now: dt.datetime, limit: int) -> list[HandOver]:
    due = HandOver.objects.filter(ended_at=None, check_after__lte=now, slot__state__in=WAITING)
    rows = due.select_related("slot__account").select_for_update(skip_locked=True, of=("self",))
    hands = list(rows.order_by("check_after")[:limit])
    HandOver.objects.filter(pk__in=[hand.pk for hand in hands]).update(check_after=now + READING)
    return hands


def _look_safely(hand: HandOver, read: Read, now: dt.datetime) -> str:
    try:
        return _look(hand, read, now)
    except Exception as error:  # the others go on; this one is looked for again
        log.exception("looking_for_hand_over_failed", slot_id=hand.slot_id)
        return _again(hand.pk, now, detail=_("核实时出错（%(error)s）。") % {"error": type(error).__name__})


def _look(hand: HandOver, read: Read, now: dt.datetime) -> str:
    if isinstance(read, WeiboError | NoCallsLeft):
        return _again(hand.pk, now, detail=str(read.sentence))
    if isinstance(read, UserError):
        sentence = _("系统看不到这个账号的微博（%(why)s），发布后请填链接。") % {"why": str(read).rstrip("。")}
        return _unreadable(hand.pk, sentence)
    return _match(hand.pk, read, now)


@transaction.atomic
def _match(hand_id: int, page: Page[Status], now: dt.datetime) -> str:
    """Found when it is exactly it; a person is asked when it is nearly; otherwise looked for again."""
    found = HandOver.objects.select_related("slot").get(pk=hand_id)
    slot = locked_slot(found.slot_id)
    hand = HandOver.objects.select_for_update(of=("self",)).get(pk=hand_id)
    if slot.state not in WAITING or hand.ended_at is not None or not by_a_person(slot.post):
        return "waiting"
    wanted = wanted_of(slot)
    ids = [status.id for status in page.items]
    taken = set(Publication.objects.filter(weibo_id__in=ids).values_list("weibo_id", flat=True)) | set(hand.not_it)
    if (status := exactly(wanted, page.items, taken=taken)) is not None:
        _found(slot, status, now)
        return "found"
    if (status := nearly(wanted, page.items, taken=taken)) is not None:
        hand.near = {
            "id": status.id,
            "text": status.text,
            "at": status.published_at.isoformat(),
            "pictures": len(status.pictures),
        }
        hand.save(update_fields=["near"])
        _later(hand, now, detail="")
        slot_changed.send_on_commit(slot_id=slot.pk)
        return "asked"
    _later(hand, now, detail="")
    return "waiting"


def wanted_of(slot: Slot) -> Wanted:
    """What is looked for on the timeline."""
    step = step_of(slot.post) if slot.post.is_repost else None
    first = first_publication(step.relay) if step else None
    pictures = slot.post.version.version_media.count() if slot.post.version else 0
    since = min(slot.scheduled_at, base_of(slot))
    return Wanted(text_to_publish(slot), pictures, max(since, slot.created_at), first.weibo_id if first else "")


def _found(slot: Slot, status: Status, now: dt.datetime) -> None:
    HandOver.objects.filter(slot=slot).update(found_by_itself=True, near={})
    change = audit.Change(after={"weibo_id": status.id}, account_id=slot.account_id)
    audit.record("calendar.slot.found_by_itself", slot, by=audit.SYSTEM, at=now, change=change)
    publish_by_hand(slot, ByHand(status.id, "timeline", status.published_at, status.text), at=now)


@transaction.atomic
def answer_near(*, slot: Slot, weibo_id: str, is_it: bool, by: User, at: dt.datetime) -> Slot:
    """The question "is this it?" is answered. Raises `Conflict` when it was another question."""
    row = locked_slot(slot.pk)
    require(by, Can.SCHEDULE, row.account_id)
    refuse_unless_waiting(row)
    hand = HandOver.objects.select_for_update(of=("self",)).filter(slot=row).first()
    if hand is None or hand.near.get("id") != weibo_id:
        raise Conflict(_("这个问题已经有了结果，请看看现在的情况。"), code="calendar.near_gone")
    text, hand.near = hand.near["text"], {}
    if not is_it:
        hand.not_it = [*hand.not_it, weibo_id]
    hand.save(update_fields=["near", "not_it"])
    if not is_it:
        slot_changed.send_on_commit(slot_id=row.pk)
        return row
    if Publication.objects.filter(weibo_id=weibo_id).exists():
        raise Conflict(_("这条微博已经对应另一条内容，请核对链接。"), code="calendar.near_gone")
    change = audit.Change(after={"weibo_id": weibo_id, "text": text}, account_id=row.account_id)
    audit.record("calendar.slot.confirmed_by_hand", row, by=by, at=at, change=change)
    return publish_by_hand(row, ByHand(weibo_id, f"person:{by.pk}", time_of_id(weibo_id), text), at=at)


@transaction.atomic
def _again(hand_id: int, now: dt.datetime, *, detail: str) -> str:
    _later(HandOver.objects.select_for_update(of=("self",)).get(pk=hand_id), now, detail=detail)
    return "waiting"


def _later(hand: HandOver, now: dt.datetime, *, detail: str) -> None:
    hand.check_after = now + LOOKS[min(hand.checks, len(LOOKS) - 1)]
    hand.checks, hand.check_detail = hand.checks + 1, detail
    hand.save(update_fields=["checks", "check_after", "check_detail"])


def _unreadable(hand_id: int, sentence: str) -> str:
    """Without a grant there is nothing to read: the link is the only way."""
    HandOver.objects.filter(pk=hand_id).update(check_after=None, checks=1, check_detail=sentence)
    return "unreadable"
