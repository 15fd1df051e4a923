"""A11: whose turn it is in a relay, asked at the last moment: lateness must not make two accounts speak at once."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from core.dates import BEIJING
from publishing.dispatch.last_look import No
from publishing.models import Attempt, Relay, RelayState, RelayStep, Slot, SlotState
from publishing.queries.relays import first_publication

LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
SOON = dt.timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Turn:
    """What a slot of a relay may do now: go (reposting `repost_of`, if anything), wait until then, or not at all."""

    repost_of: str = ""
    wait_until: dt.datetime | None = None
    sentence: str = ""
    no: No | None = None


def turn_of(slot: Slot, *, now: dt.datetime) -> Turn:
    """For a slot that is about to be claimed. Locks the relay's row, so that two siblings are never judged at once."""
    step: RelayStep | None = getattr(slot.post, "relay_step", None)
    if step is None:
        return Turn(no=_no(_("不知道要转发哪一条，没有发出。"))) if slot.post.is_repost else Turn()
    relay = Relay.objects.select_for_update(skip_locked=True).filter(pk=step.relay_id).first()
    if relay is None:
        return Turn(wait_until=now + SOON)
    if relay.state == RelayState.CANCELLED:
        return Turn(no=_no(_("联动已取消，没有转发。"))) if slot.post.is_repost else Turn()
    if step.position == 0:
        return Turn()
    if relay.state != RelayState.RUNNING or relay.started_at is None:
        return Turn(no=_no(_("联动“%(title)s”已暂停，等待处理。") % {"title": relay.title}))
    free_at = _last_of_others(step) + dt.timedelta(minutes=relay.min_gap_minutes)
    if max(slot.scheduled_at, now) < free_at:
        sentence = _("同一联动的上一条刚发出，等到 %(time)s。") % {"time": f"{free_at.astimezone(BEIJING):%H:%M}"}
        return Turn(wait_until=free_at, sentence=sentence)
    return _target(relay, slot)


def _target(relay: Relay, slot: Slot) -> Turn:
    if not slot.post.is_repost:
        return Turn()
    first = first_publication(relay)
    if first is None or first.deleted_at is not None:
        return Turn(no=_no(_("首发微博不在了，没有转发。")))
    return Turn(repost_of=first.weibo_id)


def _last_of_others(step: RelayStep) -> dt.datetime:
    """The latest moment at which another account of the relay spoke, or may be speaking."""
    others = Slot.objects.filter(post__relay_step__relay=step.relay_id).exclude(post_id=step.post_id)
    stands = others.filter(state=SlotState.PUBLISHED).aggregate(at=Max("publication__published_at"))["at"]
    under_way = Attempt.objects.filter(slot__in=others.filter(state__in=[SlotState.SENDING, SlotState.UNKNOWN]))
    called = under_way.aggregate(at=Max(Greatest("slot__scheduled_at", Coalesce("called_at", "claimed_at"))))["at"]
    return max((at for at in (stands, called) if at is not None), default=LONG_AGO)


def _no(sentence: str) -> No:
    return No(SlotState.HELD, sentence)
