"""Unknown outcomes are settled by reading the account's own timeline at growing intervals; nothing is sent meanwhile.

Found: published. Certainly absent: one click sends it again, or the account's rule does, once. Everything that is not
settled within five minutes of the call is in front of a person, with the reason; also when nothing could be read.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import UserError
from publishing.dispatch.messages import Answer
from publishing.dispatch.timeline import Seen, judge_page, minted_at
from publishing.models import Attempt, Finding, Outcome, Slot, SlotState, TimelineCheck
from publishing.queries.unsettled import calls_of, sought_of, taken_ids, unfinished_twin
from publishing.services.deciding import decide
from publishing.services.outcomes import record_outcome
from publishing.services.own_timelines import Read, read_timelines
from publishing.services.states import locked_slot
from weibo.errors import TokenDead, WeiboError
from weibo.types import Page, Status

log = structlog.get_logger(__name__)

READING = dt.timedelta(seconds=30)
"""While one sweep reads a timeline the next leaves the slot alone; then it may try."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What one sweep over unknown slots did."""

    found: int = 0
    waiting: int = 0
    for_people: int = 0
    sent_again: int = 0


def reconcile_unknown(*, now: dt.datetime, limit: int = 200) -> Settled:
    """Read the timelines of accounts with unknown slots and match. No transaction is open while Weibo is asked."""
    by_account: dict[int, list[Slot]] = {}
    for slot in _take_for_reading(now, limit):
        by_account.setdefault(slot.account_id, []).append(slot)
    accounts = [slots[0].account for slots in by_account.values()]
    results = [
        _settle_safely(slot, read, now)
        for account, read in read_timelines(accounts, now=now)
        for slot in by_account[account.pk]
    ]
    return Settled(*(results.count(word) for word in ("found", "waiting", "person", "again")))


def look_once_more(*, slot: Slot, now: dt.datetime) -> bool:
    """Read once more before a person sends it again: True when it stands on Weibo after all and is published now."""
    if slot.state != SlotState.UNKNOWN:
        return False
    (_account, read) = read_timelines([slot.account], now=now)[0]
    return _settle(slot, read, now, decides=False) == "found"


@transaction.atomic
def _take_for_reading(now: dt.datetime, limit: int) -> list[Slot]:
    """Due unknown slots, put out of the way of other sweeps while their timelines are read."""
    due = Slot.objects.filter(state=SlotState.UNKNOWN, check_after__lte=now).select_related("account", "post__version")
    slots = list(due.select_for_update(skip_locked=True, of=("self",)).order_by("check_after")[:limit])
    Slot.objects.filter(pk__in=[slot.pk for slot in slots]).update(check_after=now + READING)
    return slots


def _settle_safely(slot: Slot, read: Read, now: dt.datetime) -> str:
    try:
        return _settle(slot, read, now)
    except Exception as error:  # the others go on; this one is looked at again, in the end by a person
        log.exception("reading_back_failed", slot_id=slot.pk)
        return _stumble(slot, type(error).__name__, now)


@transaction.atomic
def _stumble(slot: Slot, error: str, now: dt.datetime) -> str:
    row = locked_slot(slot.pk)
    if row.state != SlotState.UNKNOWN:
        return ""
    seen = Seen(Finding.FAILED, _("核实时出错（%(error)s）。") % {"error": error})
    return decide(row, calls_of(row), seen, gives_up=False, now=now)


@transaction.atomic
def _settle(slot: Slot, read: Read, now: dt.datetime, *, decides: bool = True) -> str:
    """Keep what was seen and let it decide: `found`, `waiting`, `person` or `again`."""
    row = locked_slot(slot.pk)
    if row.state != SlotState.UNKNOWN:
        return ""
    calls = calls_of(row)
    seen = _seen(row, calls, read, now)
    _keep(row, seen, read, now)
    if seen.status is not None:
        _found(calls[seen.call], seen.status, now)
        return "found"
    return decide(row, calls, seen, gives_up=isinstance(read, UserError | TokenDead), now=now) if decides else "person"


def _seen(slot: Slot, calls: list[Attempt], read: Read, now: dt.datetime) -> Seen:
    if isinstance(read, WeiboError):
        return Seen(Finding.FAILED, _("没有读到时间线：%(why)s") % {"why": read.sentence})
    if isinstance(read, UserError):
        return Seen(Finding.FAILED, _("读不了时间线：%(why)s") % {"why": str(read)})
    if unfinished_twin(slot, calls):
        return Seen(Finding.DOUBTFUL, _("文字相同的另一条正在发送，等它有结果再比对。"))
    return judge_page(sought_of(slot, calls, now), read, taken=taken_ids(read.items))


def _keep(slot: Slot, seen: Seen, read: Read, now: dt.datetime) -> None:
    items: Iterable[Status] = read.items if isinstance(read, Page) else ()
    TimelineCheck.objects.create(
        slot=slot,
        at=now,
        finding=seen.finding,
        sentence=seen.sentence,
        seen=[[item.id, _clock(item), item.text[:40]] for item in items][:10],
        total=read.total if isinstance(read, Page) else None,
    )


def _clock(status: Status) -> str:
    minted = minted_at(status)
    return minted.isoformat() if minted else ""


def _found(attempt: Attempt, status: Status, now: dt.datetime) -> None:
    """The call arrived: published, with the id that Weibo gave it."""
    Attempt.objects.filter(pk=attempt.pk).update(outcome=Outcome.UNKNOWN)
    record_outcome(
        answer=Answer(
            attempt.pk,
            Outcome.PUBLISHED,
            now,
            sentence=_("回读时间线时找到。"),
            weibo_id=status.id,
            shown_text=status.text,
            published_at=minted_at(status),
        )
    )
