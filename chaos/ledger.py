"""Weibo's own record against ours. Reads, never judges kindly: what is not accounted for counts as a fault."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils import timezone

from chaos.company import APP_KEY, Company
from chaos.people import Frozen, People
from publishing.models import Attempt, Slot, SlotState
from weibo_ops.demo.control import SandboxControl

SETTLED_WITHIN: Final = 300.0
"""Seconds for an unknown answer to be settled or in front of a person."""
SLACK: Final = 15.0
"""A look at the rows comes about once a second, and more slowly on a busy machine."""
WRITING_CALLS: Final = ("statuses/share",)
TO_PEOPLE: Final = frozenset({SlotState.FAILED, SlotState.HELD, SlotState.MISSED, SlotState.CANCELLED})


@dataclass
class Unknowns:
    """Since when each slot has been unknown and not yet in front of a person, as seen from outside."""

    since: dict[int, float] = field(default_factory=dict)
    longest: float = 0.0
    too_long: set[int] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)

    def look(self, open_ids: set[int], now: float) -> None:
        """Called again and again with the slots that are unknown and still being read back."""
        for pk in open_ids:
            since = self.since.setdefault(pk, now)
            self.seen.add(pk)
            self.longest = max(self.longest, now - since)
            if now - since > SETTLED_WITHIN + SLACK:
                self.too_long.add(pk)
        for pk in [pk for pk in self.since if pk not in open_ids]:
            del self.since[pk]


@dataclass
class Findings:
    """What one run came to. The first seven have to be 0."""

    duplicates: int = 0
    lost: int = 0
    unsettled: int = 0
    unapproved: int = 0
    after_freeze: int = 0
    contradicted: int = 0
    hollow: int = 0
    settling: int = 0
    states: dict[str, int] = field(default_factory=dict)
    unknowns: int = 0
    longest_unknown: float = 0.0
    refused_repeats: int = 0
    examples: list[str] = field(default_factory=list)

    def note(self, what: str, slot: Slot | None, detail: object = "") -> None:
        """Keep the first of each kind, so that somebody can look."""
        if len(self.examples) < 20:
            where = f"slot {slot.pk} {slot.state} “{slot.state_detail}” generation {slot.generation}" if slot else ""
            self.examples.append(f"{what}: {where} {detail}".strip())


def open_unknowns(company: Company) -> set[int]:
    """Unknown and still being read back."""
    rows = Slot.objects.filter(pk__in=company.slot_ids, state=SlotState.UNKNOWN, check_after__isnull=False)
    return set(rows.values_list("pk", flat=True))


def restless(company: Company, now: dt.datetime) -> int:
    """Slots that the product still has to do something about: due and planned, under way, unknown and read back."""
    rows = Slot.objects.filter(pk__in=company.slot_ids)
    soon = now + dt.timedelta(seconds=45)
    due = rows.filter(state=SlotState.PLANNED, scheduled_at__lte=now).exclude(check_after__gt=soon)
    under_way = rows.filter(state=SlotState.SENDING).count()
    return due.filter(handed_over_at__isnull=True).count() + under_way + len(open_unknowns(company))


def compare(company: Company, people: People, unknowns: Unknowns, *, sandbox: SandboxControl) -> Findings:
    """After a run, with everything healed and the sandbox's faults removed."""
    found = Findings(unknowns=len(unknowns.seen), longest_unknown=round(unknowns.longest, 1))
    slots = Slot.objects.filter(pk__in=company.slot_ids).select_related("post", "publication").in_bulk()
    stands: dict[int, list[dict[str, Any]]] = {pk: [] for pk in slots}
    for uid in sorted(company.uids):
        for post in sandbox.get(f"posts?uid={uid}&app={APP_KEY}"):
            pk = company.slot_of_text.get(post["raw"])
            if pk is None:
                found.unapproved += 1
                found.note("on Weibo, never approved", None, post["raw"])
            else:
                stands[pk].append(post)
    for pk, slot in slots.items():
        _judge(slot, stands[pk], found, withdrawn=pk in people.withdrawn)
    open_ids = open_unknowns(company)
    found.unsettled = len(unknowns.too_long)
    found.settling = len(open_ids - unknowns.too_long)
    found.hollow = 0 if any(stands.values()) else 1
    found.states = dict(Counter(slot.state for slot in slots.values()))
    calls = [call for call in sandbox.get("calls?count=20000") if call["call"] in WRITING_CALLS]
    found.after_freeze = sum(_after(frozen, calls, found) for frozen in people.freezes)
    found.refused_repeats = sum(call["code"] == 20019 for call in calls)
    found.unsettled += _open_attempts(company, found)
    return found


def _judge(slot: Slot, posts: list[dict[str, Any]], found: Findings, *, withdrawn: bool) -> None:
    if len(posts) > 1:
        found.duplicates += len(posts) - 1
        found.note("twice on Weibo", slot, [post["id"] for post in posts])
    if posts and (withdrawn or slot.state == SlotState.CANCELLED):
        found.unapproved += 1
        found.note("withdrawn, yet on Weibo", slot)
    if posts and slot.state in TO_PEOPLE | {SlotState.PLANNED}:
        found.contradicted += 1
        found.note("on Weibo, and we say it is not", slot, posts[0]["id"])
    if slot.state == SlotState.PUBLISHED:
        publication = getattr(slot, "publication", None)
        if publication is None or publication.weibo_id not in {post["idstr"] for post in posts}:
            found.contradicted += 1
            found.note("we say it is on Weibo, and it is not", slot, publication)
    elif not posts and not _in_sight(slot):
        found.lost += 1
        found.note("lost", slot, slot.check_after)


def _in_sight(slot: Slot) -> bool:
    """In a state that a person sees, with a sentence; or waiting for a later moment, with the reason."""
    if slot.state in TO_PEOPLE or slot.handed_over_at is not None:
        return bool(slot.state_detail) or slot.state == SlotState.CANCELLED  # taken off by a person: that is the reason
    if slot.state == SlotState.UNKNOWN:
        return bool(slot.state_detail)
    waits = slot.check_after is not None and slot.check_after > timezone.now()
    return slot.state == SlotState.PLANNED and waits and bool(slot.state_detail)


def _after(frozen: Frozen, calls: list[dict[str, Any]], found: Findings) -> int:
    until = frozen.thawed_at[0] if frozen.thawed_at else float("inf")
    late = [call for call in calls if call["uid"] in frozen.uids and frozen.arrived_before < call["arrived"] < until]
    for call in late[:3]:
        found.note("sent after a freeze", None, f"{call['arrived'] - frozen.arrived_before:.3f} s after it, {call}")
    return len(late)


def _open_attempts(company: Company, found: Findings) -> int:
    """Attempts without an outcome whose slot has gone on: nobody would ever settle them."""
    rows = Attempt.objects.filter(slot__in=company.slot_ids, outcome="").exclude(slot__state=SlotState.SENDING)
    odd = list(rows.select_related("slot")[:5])
    for attempt in odd:
        found.note("attempt without outcome", attempt.slot, attempt.generation)
    return rows.count()
