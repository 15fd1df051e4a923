"""Who wins: weighted, without replacement, by rejection sampling (P8)."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from campaigns.draw.entries import VALID, EntryLine
from campaigns.draw.seeding import below, stream


@dataclass(frozen=True)
class Pick:
    """Somebody who was drawn: in which place (from 1), which entry (its number in the file, from 0), and the tier.

    `tier` is None for a reserve.
    """

    place: int
    number: int
    id: str
    tier: int | None


def pick(
    entries: Iterable[EntryLine], *, prizes: Sequence[tuple[int, str, int]], reserves: int, seed: bytes
) -> list[Pick]:
    """Draw all prizes, the first of `prizes` first, then reserves in their order; fewer when there are fewer entries.

    An entry is hit in proportion to its weight; one that was drawn before is thrown back and drawn again, which gives
    the same chances as drawing from those that are left. Weights go to 100 at most: with a wider span the last of many
    places would be drawn for ever.
    """
    ids: list[str] = []
    numbers: list[int] = []
    weights: list[int] = []
    for number, entry in enumerate(entries):
        if entry.verdict == VALID:
            ids.append(entry.id)
            numbers.append(number)
            weights.append(entry.weight)
    tiers: list[int | None] = [tier for tier, _name, quantity in prizes for _one in range(quantity)]
    tiers += [None] * reserves
    upto, fair, drawn = list(accumulate(weights)), stream(seed), set[int]()
    picks: list[Pick] = []
    while len(picks) < min(len(tiers), len(ids)):
        hit = bisect_right(upto, below(fair, upto[-1]))
        if hit not in drawn:
            drawn.add(hit)
            picks.append(Pick(len(picks) + 1, numbers[hit], ids[hit], tiers[len(picks)]))
    return picks
