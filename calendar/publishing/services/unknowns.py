"""Unknown outcomes that a person decides: it does not stand on Weibo, or it does and here is its link."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from content import services as posts
from core import audit
from core.errors import Conflict, UserError
from core.notices import settle
from publishing.dispatch.links import weibo_id_of
from publishing.dispatch.messages import Answer
from publishing.events import slot_changed
from publishing.models import Attempt, Outcome, Publication, Slot, SlotState
from publishing.services.outcomes import UNKNOWN_KEY, record_outcome
from publishing.services.states import locked_slot, move_state
from weibo.text import time_of_id


@transaction.atomic
def confirm_absent(*, slot: Slot, by: User, at: dt.datetime) -> Slot:
    """A person has seen that it does not stand on Weibo: send it again now, as a new generation."""
    row = locked_slot(slot.pk)
    require(by, Can.SCHEDULE, row.account_id)
    _refuse_unless_for_people(row)
    move_state(row, SlotState.PLANNED, at=at)
    row.scheduled_at, row.check_after, row.checks, row.absence_proven_at = at, None, 0, None
    row.save()
    posts.mark_scheduled(post=row.post, at=at, due_at=at)
    change = audit.Change({"state": SlotState.UNKNOWN}, {"state": row.state}, account_id=row.account_id)
    audit.record("calendar.slot.confirmed_absent", row, by=by, at=at, change=change)
    slot_changed.send_on_commit(slot_id=row.pk)
    settle(key_prefix=f"{UNKNOWN_KEY}{row.pk}:", at=at)
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
