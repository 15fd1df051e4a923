"""A11: whose turn it is in a relay, asked at the last moment: lateness must not make two accounts speak at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Max
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from core.dates import BEIJING
from publishing.dispatch.verdicts import No, Verdict, Wait
from publishing.models import Attempt, Publication, Relay, RelayState, RelayStep, Slot, SlotState

if TYPE_CHECKING:
    from publishing.dispatch.facts import Facts

LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
SOON = dt.timedelta(seconds=5)


@dataclass(slots=True)
class Turns:
    """The relays of a round of slots. `spoke`: by relay and post, when it spoke or may be speaking."""

    steps: Mapping[int, RelayStep] = field(default_factory=dict)  # by post
    relays: Mapping[int, Relay] = field(default_factory=dict)  # without those that somebody else is judging now
    firsts: Mapping[int, Publication] = field(default_factory=dict)  # by relay: what its reposts repost
    spoke: dict[int, dict[int, dt.datetime]] = field(default_factory=lambda: defaultdict(dict))

    def repost_of(self, slot: Slot) -> str:
        """The weibo_id that this slot reposts; empty for a post of its own."""
        step = self.steps.get(slot.post_id)
        if step is None or not slot.post.is_repost or step.relay_id not in self.firsts:
            return ""
        return self.firsts[step.relay_id].weibo_id

    def note_taken(self, slot: Slot, now: dt.datetime) -> None:
        """It is about to speak: its siblings in the same round wait for their distance."""
        if (step := self.steps.get(slot.post_id)) is not None:
            self.spoke[step.relay_id][slot.post_id] = max(slot.scheduled_at, now)

    def last_of_others(self, step: RelayStep) -> dt.datetime:
        """The latest moment at which another account of the relay spoke, or may be speaking."""
        times = (at for post, at in self.spoke[step.relay_id].items() if post != step.post_id)
        return max(times, default=LONG_AGO)


def read_turns(slots: Collection[Slot], *, lock: bool = False) -> Turns:
    """The relays of these slots; one query when none is in a relay, five otherwise. `lock`: the rows of the relays
    too, so that two siblings are never judged at once; a relay that is locked elsewhere is left out."""
    posts = [slot.post_id for slot in slots]
    steps = {step.post_id: step for step in RelayStep.objects.filter(post__in=posts)}
    if not steps:
        return Turns()
    ids = {step.relay_id for step in steps.values()}
    rows = Relay.objects.select_for_update(skip_locked=True).order_by("pk") if lock else Relay.objects.all()
    relays = {relay.pk: relay for relay in rows.filter(pk__in=ids)}
    firsts = {
        publication.post.relay_step.relay_id: publication
        for publication in Publication.objects.filter(
            post__relay_step__relay__in=ids, post__relay_step__position=0
        ).select_related("post__relay_step").order_by("pk")
    }  # fmt: skip
    found = Turns(steps, relays, firsts)
    _note_published(found, ids)
    _note_under_way(found, ids)
    return found


def _note_published(turns: Turns, relay_ids: set[int]) -> None:
    slots = Slot.objects.filter(post__relay_step__relay__in=relay_ids, state=SlotState.PUBLISHED).order_by()
    rows = slots.values_list("post__relay_step__relay", "post_id").annotate(at=Max("publication__published_at"))
    for relay_id, post_id, at in rows:
        if at is not None:
            turns.spoke[relay_id][post_id] = at


def _note_under_way(turns: Turns, relay_ids: set[int]) -> None:
    open_states = [SlotState.SENDING, SlotState.UNKNOWN]
    attempts = Attempt.objects.filter(slot__post__relay_step__relay__in=relay_ids, slot__state__in=open_states)
    latest = Max(Greatest("slot__scheduled_at", Coalesce("called_at", "claimed_at")))
    rows = attempts.order_by().values_list("slot__post__relay_step__relay", "slot__post_id").annotate(at=latest)
    for relay_id, post_id, at in rows:
        turns.spoke[relay_id][post_id] = max(at, turns.spoke[relay_id].get(post_id, LONG_AGO))


def no_because_of_turn(slot: Slot, facts: "Facts") -> Verdict | None:
    """Go, wait for the distance to the others, or not at all: the relay is over or paused, or its first is gone."""
    turns = facts.turns
    step = turns.steps.get(slot.post_id)
    if step is None:
        return _no(_("不知道要转发哪一条，没有发出。")) if slot.post.is_repost else None
    relay = turns.relays.get(step.relay_id)
    if relay is None:
        return Wait(facts.now + SOON)
    if relay.state == RelayState.CANCELLED:
        return _no(_("联动已取消，没有转发。")) if slot.post.is_repost else None
    if step.position == 0:
        return None
    if relay.state != RelayState.RUNNING or relay.started_at is None:
        return _no(_("联动“%(title)s”已暂停，等待处理。") % {"title": relay.title})
    free_at = turns.last_of_others(step) + dt.timedelta(minutes=relay.min_gap_minutes)
    if max(slot.scheduled_at, facts.now) < free_at:
        sentence = _("同一联动的上一条刚发出，等到 %(time)s。") % {"time": f"{free_at.astimezone(BEIJING):%H:%M}"}
        return Wait(free_at, sentence)
    first = turns.firsts.get(step.relay_id)
    if slot.post.is_repost and (first is None or first.deleted_at is not None):
        return _no(_("首发微博不在了，没有转发。"))
    return None


def _no(sentence: str) -> No:
    return No(SlotState.HELD, sentence)
