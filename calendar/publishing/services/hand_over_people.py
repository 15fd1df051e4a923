"""What people do with a hand-over besides publishing (K6): take it, give it back, say that they cannot, name people."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import require, rights_of
from accounts.models import User, WeiboAccount
from accounts.roles import Can
from content import services as posts
from core import audit
from core.dates import BEIJING
from core.errors import Conflict, UserError
from core.models import NoticeLevel
from core.notices import Message, notify
from publishing.events import slot_changed, slot_settled
from publishing.models import HandOver, HandOverDuty, Slot, SlotState
from publishing.queries.hand_over import asked_for
from publishing.services.hand_over import end_hand_over, key_of, refuse_unless_waiting
from publishing.services.states import locked_slot, move_state

TAKEN_FOR = dt.timedelta(minutes=30)
"""Who has taken it and let so much time pass has forgotten it: others are not asked any more whether they take over."""
REASONS = {
    "login": gettext_noop("登录不了这个账号"),
    "content": gettext_noop("内容有问题"),
    "pictures": gettext_noop("图片存不下来"),
    "refused": gettext_noop("微博不让发"),
    "other": gettext_noop("其他原因"),
}
CANNOT = gettext_noop("%(name)s发不了“%(account)s”%(time)s 的微博：%(why)s。请改时间、改内容或换人发。")


def hand_over_row(slot: Slot) -> HandOver:
    """The row of a locked slot, begun anew when the slot has got another time since."""
    row, made = HandOver.objects.get_or_create(slot=slot, defaults={"due_at": slot.scheduled_at})
    if made or (row.due_at == slot.scheduled_at and row.ended_at is None):
        return row
    fresh = HandOver(pk=row.pk, slot=slot, due_at=slot.scheduled_at, not_it=row.not_it)
    fresh.save(force_update=True)
    return fresh


@transaction.atomic
def take_hand_over(*, slot: Slot, by: User, at: dt.datetime, from_other: bool = False) -> HandOver:
    """I publish it: nobody else begins the same meanwhile. Raises `Conflict` with the name of whoever has it, unless
    `from_other` says that it is to be taken over."""
    row = locked_slot(slot.pk)
    require(by, Can.SCHEDULE, row.account_id)
    refuse_unless_waiting(row)
    hand = hand_over_row(row)
    holder = hand.taken_by
    if holder is not None and holder != by and not from_other and hand.taken_at and at < hand.taken_at + TAKEN_FOR:
        sentence = _("%(name)s从 %(time)s 起在发这一条。确定没有发出再接手，以免发两次。")
        values = {"name": str(holder), "time": f"{hand.taken_at.astimezone(BEIJING):%H:%M}"}
        raise Conflict(sentence % values, code="calendar.taken")
    if holder != by:
        _tell_life(row, "taken", by=by, at=at, before={"by": str(holder) if holder else ""}, after={"by": str(by)})
    hand.taken_by, hand.taken_at = by, at
    # Whoever takes it is about to publish: the timeline is looked at soon, from the beginning of the intervals.
    hand.checks, hand.check_after = 0, at + dt.timedelta(minutes=1)
    hand.save()
    return hand


@transaction.atomic
def give_back_hand_over(*, slot: Slot, by: User, at: dt.datetime) -> None:
    """Not I after all: anybody may take it."""
    row = locked_slot(slot.pk)
    require(by, Can.SCHEDULE, row.account_id)
    taken = HandOver.objects.filter(slot=row, taken_by=by, ended_at=None)
    if taken.update(taken_by=None, taken_at=None):
        _tell_life(row, "given_back", by=by, at=at, before={"by": str(by)}, after={"by": ""})


@transaction.atomic
def cannot_publish(*, slot: Slot, reason: str, note: str = "", by: User, at: dt.datetime) -> Slot:
    """Nobody can publish it so: it fails with the reason, planners are told. Raises `UserError` without one."""
    row = locked_slot(slot.pk)
    require(by, Can.SCHEDULE, row.account_id)
    refuse_unless_waiting(row)
    if reason not in REASONS or (reason == "other" and not note.strip()):
        raise UserError(_("请说明为什么发不了。"), field="reason")
    why = _why(reason, note.strip()[:200])
    sentence = _("%(name)s发不了：%(why)s。") % {"name": str(by), "why": why.rstrip("。")}
    if row.state == SlotState.MISSED:
        move_state(row, SlotState.PLANNED, at=at)
    move_state(row, SlotState.FAILED, at=at, detail=sentence)
    row.handed_over_at = None
    row.save()
    posts.mark_failed(post=row.post, at=at)
    _tell_life(row, "cannot", by=by, at=at, after={"state": row.state, "why": why})
    end_hand_over(row.pk, at=at)
    _tell_planners(row, by, why, at)
    slot_settled.send_on_commit(slot_id=row.pk)
    return row


def _why(reason: str, note: str) -> str:
    if reason == "other":
        return note
    return _("%(reason)s（%(note)s）") % {"reason": _(REASONS[reason]), "note": note} if note else _(REASONS[reason])


@transaction.atomic
def save_duty(*, account: WeiboAccount, person: User | None, stand_in: User | None, by: User, at: dt.datetime) -> None:
    """Name who publishes by hand for an account, and who steps in. Raises `UserError` for people without the right."""
    require(by, Can.SCHEDULE, account.pk)
    for name, user in (("person", person), ("stand_in", stand_in)):
        if user is not None and not rights_of(user).may(Can.SCHEDULE, account.pk):
            sentence = _("%(name)s没有这个账号的排期权限，不能确认发布。") % {"name": str(user)}
            raise UserError(sentence, field=name)
    if person is not None and person == stand_in:
        raise UserError(_("接替的人要和发布的人不同。"), field="stand_in")
    row, _made = HandOverDuty.objects.select_for_update(of=("self",)).get_or_create(
        account=account, defaults={"updated_at": at}
    )
    before = {"person": str(row.person or ""), "stand_in": str(row.stand_in or "")}
    row.person, row.stand_in, row.updated_at = person, stand_in, at
    row.save()
    after = {"person": str(person or ""), "stand_in": str(stand_in or "")}
    change = audit.Change(before, after, account_id=account.pk)
    audit.record("calendar.hand_over_duty.set", account, by=by, at=at, change=change)


def _tell_planners(slot: Slot, by: User, why: str, at: dt.datetime) -> None:
    to = {user.pk for user in asked_for(slot).everybody} | {pk for pk in (slot.created_by_id,) if pk}
    params = {
        "name": str(by),
        "account": slot.account.nickname,
        "time": f"{slot.scheduled_at.astimezone(BEIJING):%m-%d %H:%M}",
        "why": why.rstrip("。"),
    }
    message = Message(CANNOT, params, reverse("calendar:slot", args=[slot.pk]), NoticeLevel.WARNING, mail=True)
    notify(to=to - {by.pk}, key=f"{key_of(slot.pk)}cannot:{slot.generation}:{at:%Y%m%d%H%M}", message=message, at=at)


def _tell_life(
    slot: Slot,
    verb: str,
    *,
    by: audit.Actor,
    at: dt.datetime,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    change = audit.Change(before or {}, after or {}, account_id=slot.account_id)
    audit.record(f"calendar.slot.hand_{verb}", slot, by=by, at=at, change=change)
    slot_changed.send_on_commit(slot_id=slot.pk)
