"""How complete a profile is (A3): the state of each item, and one score from 0 to 100, the same everywhere."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

DEFAULT_AVATAR = "default_avatar"
"""Part of the address of the pictures that Weibo gives to people without one."""


class ItemState(StrEnum):
    """How an item stands. `STALE`: ticked, but so long ago that somebody should look again."""

    DONE = "done"
    STALE = "stale"
    MISSING = "missing"


HALVES = {ItemState.DONE: 2, ItemState.STALE: 1, ItemState.MISSING: 0}
"""How many halves of its weight an item brings."""


@dataclass(frozen=True, slots=True)
class Item:
    """What a checklist item asks for. `fact` names the fact that decides it, empty when a person ticks it."""

    code: str
    fact: str
    least: int
    weight: int
    by_kind: Mapping[str, int]
    recheck_days: int

    def weight_for(self, kind: str) -> int:
        """How much it counts on an account of a kind; 0 for not at all."""
        return max(0, self.by_kind.get(kind, self.weight))


@dataclass(frozen=True, slots=True)
class ProfileFacts:
    """What is known of one account: `counts` by fact (absent when nobody has looked), and ticks by item code."""

    kind: str
    counts: Mapping[str, int]
    ticked_at: Mapping[str, dt.datetime]


def state_of(item: Item, facts: ProfileFacts, *, now: dt.datetime) -> ItemState:
    """A known fact decides; without one, a person's tick does, for `recheck_days`."""
    count = facts.counts.get(item.fact) if item.fact else None
    if count is not None:
        return ItemState.DONE if count >= item.least else ItemState.MISSING
    ticked = facts.ticked_at.get(item.code)
    if ticked is None:
        return ItemState.MISSING
    return ItemState.STALE if now - ticked > dt.timedelta(days=item.recheck_days) else ItemState.DONE


def score_of(items: Iterable[Item], facts: ProfileFacts, *, now: dt.datetime) -> int:
    """Weighted share of what is done, 0 to 100; a stale item counts half, rounded down. Nothing to do is 100."""
    reached = total = 0
    for item in items:
        weight = item.weight_for(facts.kind)
        total += 2 * weight
        reached += weight * HALVES[state_of(item, facts, now=now)]
    return 100 if total == 0 else reached * 100 // total


def has_own_avatar(url: str) -> bool:
    """Is this the address of a picture of one's own?"""
    return bool(url) and DEFAULT_AVATAR not in url
