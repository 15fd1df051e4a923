"""Tell people what they are to publish by hand, who steps in when nobody does, and what was missed (K6).

A sweep over rows: notices, mails and robot messages are idempotent by slot, time and stage.
"""

import datetime as dt

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import RobotTopic, User
from accounts.services.robots import News, tell_robots
from content import services as posts
from core import audit
from core.dates import BEIJING
from core.models import NoticeLevel
from core.notices import Message, notify
from publishing.events import slot_settled
from publishing.models import HandOver, HandOverStage, Slot, SlotState
from publishing.queries.hand_over import (
    SOON,
    STILL_LOOKED_FOR,
    Asked,
    asked_for,
    base_of,
    hand_overs_until,
    latest_by_hand,
    text_to_publish,
)
from publishing.queries.rules import by_a_person
from publishing.services.hand_over import end_hand_over, key_of
from publishing.services.hand_over_people import hand_over_row
from publishing.services.states import locked_slot, move_state

log = structlog.get_logger(__name__)

STAND_IN_AFTER = dt.timedelta(minutes=15)
EVERYBODY_AFTER = dt.timedelta(minutes=30)
FIRST_LOOK = dt.timedelta(minutes=1)

WORDS: dict[int, tuple[str, str]] = {
    HandOverStage.SOON: (gettext_noop("“%(account)s”将在 %(time)s 由人工发布，请准备：%(words)s"), NoticeLevel.INFO),
    HandOverStage.DUE: (gettext_noop("请现在用“%(account)s”发布：%(words)s"), NoticeLevel.WARNING),
    HandOverStage.STAND_IN: (
        gettext_noop("“%(account)s”%(time)s 的微博还没有人发布，请您接替：%(words)s"),
        NoticeLevel.WARNING,
    ),
    HandOverStage.EVERYBODY: (
        gettext_noop("“%(account)s”%(time)s 的微博一直没有人发布，请安排人发：%(words)s"),
        NoticeLevel.DANGER,
    ),
}
MISSED = gettext_noop("“%(account)s”%(time)s 的微博没有人发布，已记为错过：%(words)s")


def remind_of_hand_overs(*, now: dt.datetime) -> int:
    """One look at everything that people are to publish within a quarter of an hour or already. Returns how many
    people were told something new."""
    told = 0
    for slot in hand_overs_until(now + SOON):
        try:
            told += _look_at(slot, now)
        except Exception:  # one broken row must not keep the others from being told
            log.exception("hand_over_stumbled", slot_id=slot.pk)
    _end_those_gone(now)
    return told


@transaction.atomic
def _look_at(slot: Slot, now: dt.datetime) -> int:
    found = getattr(slot, "hand_over", None)
    wanted = _stage(slot, found, now)
    late = slot.handed_over_at is not None and now > latest_by_hand(slot)
    if found is not None and _is_current(found, slot) and found.stage >= wanted and not late:
        return 0
    row = locked_slot(slot.pk)
    if row.state != SlotState.PLANNED or row.scheduled_at != slot.scheduled_at or not by_a_person(row.post):
        return 0
    hand = hand_over_row(row)
    if late:
        return _miss(row, hand, now)
    stages = [stage for stage in HandOverStage if hand.stage < stage <= wanted]
    if HandOverStage.DUE in stages and HandOverStage.SOON in stages:
        stages.remove(HandOverStage.SOON)
    asked = asked_for(row)
    told = sum(_tell(row, stage, _to(asked, stage), now) for stage in stages)
    hand.stage = wanted
    if wanted >= HandOverStage.DUE and hand.check_after is None and hand.checks == 0:
        hand.check_after = now + FIRST_LOOK
    hand.save()
    return told


def _is_current(hand: HandOver, slot: Slot) -> bool:
    return hand.due_at == slot.scheduled_at and hand.ended_at is None


def _stage(slot: Slot, hand: HandOver | None, now: dt.datetime) -> int:
    """How far reminding ought to be. Somebody who has taken it gets as much time as the first one had."""
    if slot.handed_over_at is None:
        return HandOverStage.SOON if slot.scheduled_at > now else HandOverStage.NOBODY
    since = base_of(slot)
    if hand is not None and hand.taken_at is not None and hand.due_at == slot.scheduled_at:
        since = max(since, hand.taken_at)
    if now >= since + EVERYBODY_AFTER:
        return HandOverStage.EVERYBODY
    return HandOverStage.STAND_IN if now >= since + STAND_IN_AFTER else HandOverStage.DUE


def _to(asked: Asked, stage: int) -> list[User]:
    if stage == HandOverStage.EVERYBODY:
        return asked.everybody
    return asked.stand_in if stage == HandOverStage.STAND_IN else asked.first


def _tell(slot: Slot, stage: int, people: list[User], now: dt.datetime) -> int:
    text, level = WORDS[stage]
    return _say(slot, f"{stage}", text, NoticeLevel(level), people, now)


def _say(slot: Slot, what: str, text: str, level: NoticeLevel, people: list[User], now: dt.datetime) -> int:
    words = Truncator(" ".join(text_to_publish(slot).split())).chars(40)
    time = f"{slot.scheduled_at.astimezone(BEIJING):%H:%M}"
    params = {"account": slot.account.nickname, "time": time, "words": words}
    key, path = f"{key_of(slot.pk)}{slot.scheduled_at:%Y%m%d%H%M}:{what}", reverse("calendar:sent_text", args=[slot.pk])
    message = Message(text, params, path, level, mail=True)
    told = notify(to=[user.pk for user in people], key=key, message=message, at=now)
    with translation.override("zh-hans"):  # a group chat has one language: the company's
        news = News(RobotTopic.HAND_OVER, key, _("人工发布"), _(text) % params, path)
        tell_robots(account=slot.account, news=news, at=now)
    return told


def _miss(slot: Slot, hand: HandOver, now: dt.datetime) -> int:
    """The lateness rule counts for people too; the timeline is still read for a while."""
    minutes = int((now - slot.scheduled_at).total_seconds() // 60)
    sentence = _("等人工发布，已迟 %(minutes)d 分钟，记为错过。已经发了就填上链接，没发请决定是否仍要发。")
    move_state(slot, SlotState.MISSED, at=now, detail=sentence % {"minutes": minutes})
    slot.save(update_fields=["state", "state_detail", "updated_at"])
    posts.mark_scheduled(post=slot.post, at=now)
    change = audit.Change({"state": SlotState.PLANNED}, {"state": slot.state}, account_id=slot.account_id)
    audit.record("calendar.slot.hand_missed", slot, by=audit.SYSTEM, at=now, change=change)
    end_hand_over(slot.pk, at=now)
    HandOver.objects.filter(pk=hand.pk).update(ended_at=None, check_after=now + FIRST_LOOK)
    slot_settled.send_on_commit(slot_id=slot.pk)
    return _say(slot, "missed", MISSED, NoticeLevel.DANGER, asked_for(slot).everybody, now)


def _end_those_gone(now: dt.datetime) -> None:
    """Moved, cancelled, taken back by the app, held, or missed long ago: what people were told is off their lists."""
    rows = HandOver.objects.filter(ended_at=None).select_related("slot__post__account", "slot__account")
    for hand in rows.prefetch_related("slot__post__account__capabilities")[:500]:
        slot = hand.slot
        still = slot.state == SlotState.PLANNED and hand.due_at == slot.scheduled_at and by_a_person(slot.post)
        lately = slot.state == SlotState.MISSED and now < slot.updated_at + STILL_LOOKED_FOR
        if not still and not lately:
            end_hand_over(slot.pk, at=now)
