"""What follows when the timeline does not show an unknown post: look again, ask a person, or send it once more."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import people_who_may
from accounts.roles import Can
from content import services as posts
from core import audit
from core.models import NoticeLevel
from core.notices import Message, notify
from publishing.dispatch.last_look import latest
from publishing.dispatch.timeline import Seen
from publishing.events import slot_changed, slot_settled
from publishing.models import Attempt, Finding, ResendRule, Slot, SlotState, TimelineCheck
from publishing.services.outcomes import CHECKS, UNKNOWN_KEY
from publishing.services.states import move_state
from weibo.errors import DUPLICATE_CODES, STORED_LATE

SETTLE_WITHIN = dt.timedelta(seconds=260)
"""From the call, or from when it was noticed that nobody knows; a person has it before five minutes are over."""
CERTAIN_AFTER = dt.timedelta(seconds=120)
"""Weibo shows late what it took in ("wait one or two minutes"): before this nothing is certainly absent."""
LOOKS_AT_LEAST = 2

FOR_PEOPLE = gettext_noop("“%(account)s”的一条微博不确定是否已发出：%(why)s")
ABSENT = gettext_noop("“%(account)s”的一条微博确认没有发出，可以再发一次。")


def decide(slot: Slot, calls: list[Attempt], seen: Seen, *, gives_up: bool, now: dt.datetime) -> str:
    """Settle a locked unknown slot that was not found: `waiting`, `person` or `again`."""
    slot.checks, slot.updated_at = slot.checks + 1, now
    if _is_proven(slot, calls, seen, now):
        slot.absence_proven_at = now
        return _send_again(slot, now) if _may_send_again(slot, now) else _to_a_person(slot, _proof(slot), now)
    deadline = _deadline(calls)
    over = slot.checks >= len(CHECKS) or (now >= deadline and slot.checks >= LOOKS_AT_LEAST)
    if over or gives_up:
        return _to_a_person(slot, _why(calls, seen), now)
    soon = now + CHECKS[slot.checks]
    slot.check_after, slot.state_detail = soon if now >= deadline else min(soon, deadline), seen.sentence
    slot.save(update_fields=["checks", "check_after", "state_detail", "updated_at"])
    return "waiting"


def _last_word(calls: list[Attempt]) -> dt.datetime:
    """Since when nobody knows, of the latest call."""
    return max(call.answered_at or call.lease_until for call in calls)


def _deadline(calls: list[Attempt]) -> dt.datetime:
    begun = max(call.called_at for call in calls if call.called_at)
    unknown = _last_word(calls)
    # After an outage the call lies long back; then it counts from when it was noticed.
    return begun + SETTLE_WITHIN if unknown - begun < dt.timedelta(seconds=150) else unknown + SETTLE_WITHIN


def _is_proven(slot: Slot, calls: list[Attempt], seen: Seen, now: dt.datetime) -> bool:
    """Twice in a row the page would have shown it, late enough, and nothing that Weibo said speaks against it."""
    if seen.finding != Finding.ABSENT or now < _last_word(calls) + CERTAIN_AFTER or _said_stored(calls):
        return False
    last = list(TimelineCheck.objects.filter(slot=slot).order_by("-pk").values_list("finding", flat=True)[:2])
    return last == [Finding.ABSENT, Finding.ABSENT]


def _said_stored(calls: list[Attempt]) -> bool:
    """Weibo took it in (20032), or knows these words already (20019): evidence that it arrived, not proof."""
    return any(call.error_code in DUPLICATE_CODES | {STORED_LATE} for call in calls)


def _proof(slot: Slot) -> str:
    checks = TimelineCheck.objects.filter(slot=slot, finding=Finding.ABSENT)
    words = _("已核实 %(n)d 次：时间线上能看到更早的微博，唯独没有这条，确认没有发出。可以再发一次。")
    return words % {"n": checks.count()}


def _why(calls: list[Attempt], seen: Seen) -> str:
    sentence = seen.sentence
    if _said_stored(calls):
        sentence += _("微博曾答复已收下或内容重复，可能已经发出。")
    return sentence + _("请到微博核实后决定。")


def _may_send_again(slot: Slot, now: dt.datetime) -> bool:
    """The account's rule lets it, for the first time, and the lateness rule still does."""
    allowed = ResendRule.objects.filter(account_id=slot.account_id, is_automatic=True).exists()
    return allowed and slot.sent_again_at is None and now <= latest(slot)


def _send_again(slot: Slot, now: dt.datetime) -> str:
    """Back on the schedule at its own time, so that the lateness rule and the whole last look count."""
    reason = _proof(slot)
    move_state(slot, SlotState.PLANNED, at=now, detail=_("确认没有发出，自动再发一次。"))
    slot.check_after, slot.checks, slot.sent_again_at = None, 0, now
    slot.save()
    posts.mark_scheduled(post=slot.post, at=now)
    change = audit.Change({"state": SlotState.UNKNOWN}, {"state": slot.state}, reason, slot.account_id)
    audit.record("calendar.slot.sent_again", slot, by=audit.SYSTEM, at=now, change=change)
    slot_changed.send_on_commit(slot_id=slot.pk)
    return "again"


def _to_a_person(slot: Slot, sentence: str, now: dt.datetime) -> str:
    """Reading back does not settle it: it waits for somebody's decision, however long that takes."""
    slot.check_after, slot.state_detail = None, sentence
    slot.save(update_fields=["checks", "check_after", "state_detail", "absence_proven_at", "updated_at"])
    slot_settled.send_on_commit(slot_id=slot.pk)
    _tell(slot, sentence, now)
    return "person"


def _tell(slot: Slot, sentence: str, now: dt.datetime) -> None:
    people = {user.pk for user in people_who_may(Can.SCHEDULE, slot.account)}
    wanted = {slot.post.author_id, slot.created_by_id, slot.account.owner_id, slot.account.deputy_id} & people or people
    text = ABSENT if slot.absence_proven_at else FOR_PEOPLE
    params = {"account": slot.account.nickname, "why": sentence}
    message = Message(text, params, reverse("calendar:slot", args=[slot.pk]), NoticeLevel.WARNING, mail=True)
    notify(
        to=[pk for pk in wanted if pk is not None],
        key=f"{UNKNOWN_KEY}{slot.pk}:{slot.generation}",
        message=message,
        at=now,
    )
