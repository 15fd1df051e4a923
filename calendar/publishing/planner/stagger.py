"""A11: the accounts of a relay follow each other, never all at once. Pure.

Minutes count from the first publication. Whatever a preset asks for, two accounts are never nearer than `least`.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

LEAST = 1
"""Two accounts in one minute are "at once" whatever anybody sets."""
FURTHEST = 7 * 24 * 60
"""A relay that takes longer than a week is none."""


@dataclass(frozen=True, slots=True)
class Wish:
    """When an account would like to follow: somewhere in `spread` minutes after `offset`."""

    offset: int
    spread: int = 0


def stagger(wishes: Sequence[Wish], *, least: int, seed: int) -> list[int]:
    """The minute for each wish, in the order given; the same seed draws the same minutes.

    None is earlier than its offset; any two, and any one and the first (minute 0), are at least `least` apart.
    """
    random, gap = Random(seed), max(least, LEAST)  # noqa: S311  no secret: it only spreads minutes
    drawn = [max(wish.offset, 0) + random.randint(0, max(wish.spread, 0)) for wish in wishes]
    minutes, last = [0] * len(wishes), 0
    for place in sorted(range(len(wishes)), key=lambda index: (drawn[index], index)):
        last = max(drawn[place], last + gap)
        minutes[place] = last
    return minutes


def recount(minutes: Mapping[int, int], start: dt.datetime, *, now: dt.datetime, least: int) -> dict[int, dt.datetime]:
    """The instants by key, counted from the real start; what would lie in the past is moved behind now.

    The distance is kept among them, and to the start itself.
    """
    gap, last = dt.timedelta(minutes=max(least, LEAST)), start
    found: dict[int, dt.datetime] = {}
    for key, minute in sorted(minutes.items(), key=lambda item: (item[1], item[0])):
        last = max(start + dt.timedelta(minutes=minute), now, last + gap)
        found[key] = last
    return found


def nearest(at: dt.datetime, others: Iterable[dt.datetime], *, least: int) -> dt.datetime | None:
    """The moment among `others` that is nearer to `at` than `least` minutes; None when there is none."""
    gap = dt.timedelta(minutes=max(least, LEAST))
    near = [other for other in others if abs(other - at) < gap]
    return min(near, key=lambda other: abs(other - at), default=None)


@dataclass(frozen=True, slots=True)
class Wave:
    """One line of a preset; no kinds: everybody who is left."""

    kinds: tuple[str, ...]
    what: str
    offset: int
    spread: int

    @classmethod
    def from_json(cls, value: Mapping[str, object]) -> "Wave":
        """Read a stored line; what is missing is nothing."""
        kinds = value.get("kinds")
        names = tuple(str(kind) for kind in kinds) if isinstance(kinds, list) else ()
        offset, spread = (int(str(value.get(name) or 0)) for name in ("offset", "spread"))
        return cls(names, str(value.get("what") or "repost"), offset, spread)


def wave_for(kind: str, waves: Sequence[Wave]) -> Wave:
    """The line of an account kind: the first that names it, else the first for everybody, else the last."""
    named = next((wave for wave in waves if kind in wave.kinds), None)
    everybody = next((wave for wave in waves if not wave.kinds), None)
    return named or everybody or (waves[-1] if waves else Wave((), "repost", 60, 60))
