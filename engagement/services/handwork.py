"""Putting threads off, notes to colleagues, saved replies (E1)."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.access import accounts_for, require, require_somewhere
from accounts.models import User, WeiboAccount
from accounts.roles import Can
from core.audit import Change, record
from core.errors import Conflict, UserError
from core.working import after_working
from engagement.models import SavedReply, Thread, ThreadNote, ThreadState
from engagement.queries.goals import current_goals
from engagement.services.replies import checked_text

LONGEST_SNOOZE: Final = dt.timedelta(days=60)
SNOOZES: Final = {"hour": 1.0, "half": 4.0, "day": 8.0}
"""Names of what is offered, in working hours."""


def snooze_thread(*, thread: Thread, choice: str, by: User, at: dt.datetime) -> Thread:
    """Out of the list for some working hours; it comes back by itself. What was promised stays promised.

    Raises `UserError` for an unknown choice and `Conflict` when the thread does not wait.
    """
    if choice not in SNOOZES:
        raise UserError(_("请选择推迟到什么时候。"), field="until", code="thread.snooze")
    until = after_working(at, SNOOZES[choice], current_goals().day(thread.account))
    return _put_off(thread, min(until, at + LONGEST_SNOOZE), "snoozed", by, at)


def wake_thread(*, thread: Thread, by: User, at: dt.datetime) -> Thread:
    """Back into the list now."""
    return _put_off(thread, None, "woken", by, at)


def add_note(*, thread: Thread, text: str, by: User, at: dt.datetime) -> ThreadNote:
    """A word to colleagues. Raises `UserError` when it is empty or too long."""
    require(by, Can.REPLY, thread.account_id)
    text = text.strip()
    if not text or len(text) > 500:
        raise UserError(_("备注须为 1 到 500 字。"), field="note", code="note.length")
    with transaction.atomic():
        note = ThreadNote.objects.create(thread=thread, author=by, text=text, created_at=at)
        change = Change(after={"note": note.pk}, account_id=thread.account_id)  # words go when a person is erased
        record("engagement.thread.noted", thread, by=by, at=at, change=change)
    return note


@dataclass(frozen=True)
class SavedInput:
    """A saved reply as typed; without an account it is for all."""

    title: str
    text: str
    folder: str = ""
    account: WeiboAccount | None = None


def save_saved_reply(*, saved: SavedReply | None, values: SavedInput, by: User, at: dt.datetime) -> SavedReply:
    """Keep a text for everybody who answers there. Raises `UserError` when it can never be sent."""
    require_somewhere(by, Can.REPLY)
    if values.account is not None:
        require(by, Can.REPLY, values.account.pk)
    text = checked_text(values.text)
    with transaction.atomic():
        row = saved or SavedReply(created_by=by, created_at=at)
        row.title, row.folder, row.account, row.text = values.title, values.folder, values.account, text
        row.save()
        change = Change(after={"title": row.title, "text": row.text}, account_id=row.account_id)
        record("engagement.saved_reply.saved", row, by=by, at=at, change=change)
    return row


def remove_saved_reply(*, saved: SavedReply, by: User, at: dt.datetime) -> None:
    """Nobody is offered it any more; what was sent stays."""
    require_somewhere(by, Can.REPLY)
    with transaction.atomic():
        change = Change(before={"title": saved.title, "text": saved.text}, account_id=saved.account_id)
        record("engagement.saved_reply.removed", saved, by=by, at=at, change=change)
        saved.delete()


def count_use(*, saved_id: int | None, by: User) -> None:
    """One reply more was sent from a saved text."""
    if saved_id is None:
        return
    usable = SavedReply.objects.filter(pk=saved_id)
    usable.exclude(account__isnull=False).update(uses=F("uses") + 1)
    usable.filter(account__in=accounts_for(by, Can.REPLY)).update(uses=F("uses") + 1)


def _put_off(thread: Thread, until: dt.datetime | None, verb: str, by: User, at: dt.datetime) -> Thread:
    require(by, Can.REPLY, thread.account_id)
    with transaction.atomic():
        locked = Thread.objects.select_for_update(of=("self",)).get(pk=thread.pk)
        if locked.state != ThreadState.OPEN:
            raise Conflict(_("这条留言不在等待回复。"), code="thread.state")
        before = locked.snoozed_until.isoformat() if locked.snoozed_until else ""
        locked.snoozed_until = until
        locked.save(update_fields=["snoozed_until"])
        after = until.isoformat() if until else ""
        change = Change(before={"until": before}, after={"until": after}, account_id=thread.account_id)
        record(f"engagement.thread.{verb}", locked, by=by, at=at, change=change)
    thread.snoozed_until = until
    return thread
