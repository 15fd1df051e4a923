"""What the rhythm of an account knows when its posts are due: after an outage they must not all go at once (K2, K4)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce, Greatest

from publishing.models import Policy, Slot, SlotState
from publishing.planner import Limits, Neighbour
from publishing.planner.lateness import GRACE, latest_at
from publishing.queries.rules import limits_from

DAY = dt.timedelta(days=1)
_JUDGING = 7203
_UNDER_WAY = (SlotState.SENDING, SlotState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Standing:
    """A planned slot beside those of the round."""

    slot_id: int
    scheduled_at: dt.datetime
    check_after: dt.datetime | None
    latest: dt.datetime

    def place(self, now: dt.datetime) -> dt.datetime:
        """When it is expected to go: at its time, or, late, when it is looked at again."""
        return max(self.scheduled_at, self.check_after or now, now)


@dataclass(slots=True)
class Rhythm:
    """The accounts of a round: what they sent, what they have planned, and what this round gives them."""

    limits: Mapping[int, Limits] = field(default_factory=dict)
    sent: Mapping[int, list[Neighbour]] = field(default_factory=dict)
    standing: Mapping[int, list[Standing]] = field(default_factory=dict)
    judged: frozenset[int] = frozenset()
    """The slots of this round: each is judged, so none is expected to go by itself."""
    busy: frozenset[int] = frozenset()
    """Accounts whose late posts another worker judges at this moment."""
    given: dict[int, dict[int, dt.datetime]] = field(default_factory=lambda: defaultdict(dict))

    def note(self, slot: Slot, at: dt.datetime) -> None:
        """It goes then: those after it in the round keep their distance."""
        self.given[slot.account_id][slot.pk] = max(slot.scheduled_at, at)

    def limits_of(self, slot: Slot) -> Limits:
        """The policy of its account; the burst limit holds without one too."""
        return self.limits.get(slot.account_id, Limits())

    def gone(self, slot: Slot) -> list[Neighbour]:
        """What went out or is on its way, this round included."""
        given = self.given.get(slot.account_id, {})
        return [*self.sent.get(slot.account_id, ()), *(Neighbour(at) for pk, at in given.items() if pk != slot.pk)]

    def around(self, slot: Slot, now: dt.datetime) -> list[Neighbour]:
        """All of that, what is still to come on time, and the late ones before it that have their place already."""
        return [*self.gone(slot), *(Neighbour(row.place(now)) for row in self._expected(slot, now))]

    def _expected(self, slot: Slot, now: dt.datetime) -> Iterable[Standing]:
        given = self.given.get(slot.account_id, {})
        for row in self.standing.get(slot.account_id, ()):
            on_time = row.scheduled_at >= now - GRACE
            before = (row.scheduled_at, row.slot_id) < (slot.scheduled_at, slot.pk) and row.latest >= row.place(now)
            if row.slot_id not in given and (on_time or (before and row.slot_id not in self.judged)):
                yield row


def is_late(slot: Slot, now: dt.datetime) -> bool:
    """Its time has passed by more than a sweep takes."""
    return now > slot.scheduled_at + GRACE


def read_rhythm(slots: Collection[Slot], *, now: dt.datetime, lock: bool = False) -> Rhythm:
    """No query while nothing is late and no account has posted within a day; at most three otherwise, for any number.

    `lock`: they are about to be claimed, so the late posts of an account are judged by one worker at a time.
    """
    late = {slot.account_id for slot in slots if is_late(slot, now)}
    lively = {slot.account_id for slot in slots if not slot.reason and _posted_lately(slot, now)}
    if not late | lively:
        return Rhythm()
    policies = Policy.objects.filter(account_id__in=late | lively)
    busy = late - _try_to_judge(late) if lock and late else set()
    sent, standing = _rows(late | lively, now)
    for slot in slots:
        _add_newest(sent, slot, now)
    return Rhythm(
        limits={policy.account_id: limits_from(policy) for policy in policies},
        sent=sent,
        standing=standing,
        judged=frozenset(slot.pk for slot in slots),
        busy=frozenset(busy),
    )


def _posted_lately(slot: Slot, now: dt.datetime) -> bool:
    newest = slot.account.last_post_at
    return newest is not None and newest > now - DAY


def _try_to_judge(account_ids: Collection[int]) -> set[int]:
    """The accounts that nobody else judges; they are ours until the transaction ends."""
    keys = {account_id % 2**31: account_id for account_id in sorted(account_ids)}
    with connection.cursor() as cursor:
        sql = "SELECT key FROM unnest(%s::int[]) AS wanted (key) WHERE pg_try_advisory_xact_lock(%s, key)"
        cursor.execute(sql, [list(keys), _JUDGING])
        return {keys[row[0]] for row in cursor.fetchall()}


def _rows(ids: Collection[int], now: dt.datetime) -> tuple[dict[int, list[Neighbour]], dict[int, list[Standing]]]:
    """By account: when posts went out or may be going out, and what is planned around now."""
    called = Max("attempts__called_at", filter=Q(state__in=_UNDER_WAY))
    spoken = Coalesce("publication__published_at", Greatest("scheduled_at", Coalesce(called, F("updated_at"))))
    near = Slot.objects.between(now - 2 * DAY, now + DAY).filter(account_id__in=ids)
    gone = near.filter(state__in=[SlotState.PUBLISHED, *_UNDER_WAY]).order_by()
    sent: dict[int, list[Neighbour]] = defaultdict(list)
    for account_id, at in gone.annotate(spoken=spoken).values_list("account_id", "spoken"):
        sent[account_id].append(Neighbour(at))
    planned = near.filter(state=SlotState.PLANNED, handed_over_at__isnull=True, waits_for__isnull=True).order_by()
    standing: dict[int, list[Standing]] = defaultdict(list)
    columns = ("account_id", "pk", "scheduled_at", "check_after", "late_rule", "late_minutes")
    for account_id, pk, at, again, rule, minutes in planned.values_list(*columns):
        standing[account_id].append(Standing(pk, at, again, latest_at(at, rule, minutes)))
    return sent, standing


def _add_newest(sent: dict[int, list[Neighbour]], slot: Slot, now: dt.datetime) -> None:
    """K4, whatever the source: the account's newest post, also when somebody wrote it on Weibo by hand."""
    newest, known = slot.account.last_post_at, sent[slot.account_id]
    if newest is None or newest < now - DAY or any(abs(row.at - newest) < GRACE for row in known):
        return
    known.append(Neighbour(newest))
