"""What the fans service pushes is written down at once and answered; a sweep works on it later (E1).

The platform waits five seconds and tries three times: so nothing is done here but one row.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.errors import Forbidden, Unavailable
from engagement.callbacks import Ticket
from engagement.models import EventState, FansEvent
from weibo.errors import UnreadableAnswer
from weibo.pushes import read_push

KEEP: Final = dt.timedelta(days=90)
"""So long the raw requests are kept; messages stay in their threads."""
REFUSED: Final = "engagement.callbacks.refused"
REFUSED_FOR: Final = 7 * 86_400


@dataclass(frozen=True)
class Refusal:
    """The last request that was turned away: shown to who sets the callback up."""

    why: str
    address: str
    at: dt.datetime


def take_push(*, ticket: Ticket, body: bytes, at: dt.datetime) -> FansEvent | None:
    """Write one push down. None for the second try of one that is here already; what cannot be read is noted.

    Raises `Forbidden` when the signature was used before for something else.
    """
    text = body.decode("utf-8", "replace").replace("\x00", "")
    state, note, digest = _look_at(text)
    digest = digest or hashlib.sha256(f"{ticket.signature} {text}".encode()).hexdigest()
    return _write(ticket, digest, text, state, note, at)


def take_check(*, ticket: Ticket, at: dt.datetime) -> None:
    """The platform looks whether the address is ours. Raises `Forbidden` when the signature was used before."""
    digest = hashlib.sha256(f"check {ticket.signature}".encode()).hexdigest()
    _write(ticket, digest, "", EventState.CHECK, "", at)


def note_refusal(*, why: str, address: str, at: dt.datetime) -> None:
    """Remember the last request that was turned away, without a row: anybody can make as many as he likes."""
    cache.set(REFUSED, Refusal(why, address, at), timeout=REFUSED_FOR)


def forget_events(*, now: dt.datetime) -> int:
    """Delete raw requests that are older than their term. Returns how many."""
    return FansEvent.objects.filter(received_at__lt=now - KEEP).exclude(state=EventState.NEW).delete()[0]


def _look_at(text: str) -> tuple[EventState, str, str]:
    try:
        return EventState.NEW, "", read_push(text).digest
    except UnreadableAnswer as error:
        return EventState.UNREADABLE, error.raw[:200], ""


def _write(ticket: Ticket, digest: str, body: str, state: EventState, note: str, at: dt.datetime) -> FansEvent | None:
    for _turn in range(2):  # the second one when the same message arrived twice at the same instant
        repeated = FansEvent.objects.filter(digest=digest, is_repeat=False).exists()
        row = FansEvent(
            app=ticket.app,
            signature=ticket.signature,
            digest=digest,
            is_repeat=repeated,
            body="" if repeated else body,
            state=EventState.DONE if repeated else state,
            note=note,
            received_at=at,
        )
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            seen = FansEvent.objects.filter(signature=ticket.signature).values_list("digest", flat=True).first()
            if seen == digest:
                return None
            if seen is not None:
                raise Forbidden(_("这个签名已经用过。"), code="callback.replayed") from None
        else:
            return None if repeated else row
    raise Unavailable(_("暂时无法接收，请稍后再试。"), code="callback.busy")
