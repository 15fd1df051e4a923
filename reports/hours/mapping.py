"""How well posts of each weekday and hour do against the account's own base, and how sure that is (I4). Pure.

A post's result is the logarithm of its reactions at 24 hours, so that one post that runs away does not make an hour.
It is held against the median of its own four weeks, so that an account that grows does not make its newest hours look
good. A cell is drawn towards the account's mean as if `STRENGTH` posts of an average hour stood in it; what is left
is a normal distribution, which says how sure it is that the hour is better than the mean.
"""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist, fmean, median

from core.dates import BEIJING

STRENGTH = 4
FEW = 3
"""With fewer posts a cell says nothing."""
ENOUGH = 30
"""With fewer posts an account has no map."""
SURE = 0.9
LEAST = 0.05
"""A smaller effect is not worth moving for, however sure it is."""
BLOCK_DAYS, BLOCK_POSTS = 28, 8
"""A post's base are those of its own four weeks; of the whole time when they are fewer."""
EDGE = NormalDist().inv_cdf(0.9)
"""From here to there lie four of five cases."""
ALL_DAYS = 7
"""In place of a weekday: the hour on all days."""

Place = tuple[int, int]
"""Weekday (0 Monday … 6 Sunday, `ALL_DAYS`) and Beijing hour."""


class Verdict(StrEnum):
    """What may be said of a cell."""

    FEW = "few"
    BETTER = "better"
    WORSE = "worse"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Result:
    """A post: when it went out and the reactions that it had after 24 hours."""

    at: dt.datetime
    reactions: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One hour: how many posts, the shrunk effect in proportion to the mean, its range, and the chance to be better."""

    weekday: int
    hour: int
    posts: int
    effect: float
    low: float
    high: float
    chance: float

    @property
    def verdict(self) -> Verdict:
        """Small samples, and small effects, are never called good or bad."""
        if self.posts < FEW:
            return Verdict.FEW
        if self.chance >= SURE and self.effect >= LEAST:
            return Verdict.BETTER
        return Verdict.WORSE if self.chance <= 1 - SURE and self.effect <= -LEAST else Verdict.OPEN


@dataclass(frozen=True)
class HourMap:
    """Every cell with posts, the hours on all days, and the documents' golden windows (K3) taken together."""

    posts: int
    cells: Mapping[Place, Cell]
    golden: Cell | None
    plain: Cell | None

    @property
    def is_enough(self) -> bool:
        """Whether the account has a map at all."""
        return self.posts >= ENOUGH

    def of(self, weekday: int, hour: int) -> Cell | None:
        """What is known of an hour: its own cell, or with few posts in it the hour on all days."""
        own = self.cells.get((weekday, hour))
        if own is not None and own.verdict != Verdict.FEW:
            return own
        return self.cells.get((ALL_DAYS, hour))

    def sure(self, verdict: Verdict) -> list[Cell]:
        """The cells of which so much is sure, the strongest first."""
        found = [cell for cell in self.cells.values() if cell.verdict == verdict]
        return sorted(found, key=lambda cell: (-abs(cell.effect), cell.weekday, cell.hour))


def hour_map(results: Iterable[Result], golden: Collection[Place] = ()) -> HourMap:
    """Of any results; without a single one it is empty."""
    rows = list(results)
    if not rows:
        return HourMap(0, {}, None, None)
    levels = _levels(rows)
    groups: dict[Place, list[float]] = defaultdict(list)
    for row, level in zip(rows, levels, strict=True):
        local = row.at.astimezone(BEIJING)
        groups[local.weekday(), local.hour].append(level)
    spread = _spread(groups.values(), levels)
    inside = [level for place, found in groups.items() for level in found if place in golden]
    outside = [level for place, found in groups.items() for level in found if place not in golden]
    for (_weekday, hour), found in list(groups.items()):
        groups[ALL_DAYS, hour].extend(found)
    cells = {place: _cell(place, found, spread) for place, found in groups.items()}
    return HourMap(
        posts=len(rows),
        cells=cells,
        golden=_cell((ALL_DAYS, 0), inside, spread) if inside else None,
        plain=_cell((ALL_DAYS, 0), outside, spread) if outside else None,
    )


def _levels(rows: list[Result]) -> list[float]:
    """The logarithm of each result above the median of its four weeks; their mean is 0."""
    heights = [math.log1p(max(row.reactions, 0)) for row in rows]
    last = max(row.at for row in rows)
    blocks: dict[int, list[float]] = defaultdict(list)
    places = [(last - row.at).days // BLOCK_DAYS for row in rows]
    for place, height in zip(places, heights, strict=True):
        blocks[place].append(height)
    whole = median(heights)
    bases = {place: median(found) if len(found) >= BLOCK_POSTS else whole for place, found in blocks.items()}
    above = [height - bases[place] for place, height in zip(places, heights, strict=True)]
    mean = fmean(above)
    return [one - mean for one in above]


def _spread(groups: Iterable[list[float]], levels: list[float]) -> float:
    """The variance of posts of one and the same hour; of all posts when no hour has two."""
    squares, freedom = 0.0, 0
    for found in groups:
        mean = fmean(found)
        squares += sum((level - mean) ** 2 for level in found)
        freedom += len(found) - 1
    if freedom == 0:
        squares, freedom = sum(level**2 for level in levels), max(len(levels) - 1, 1)
    return max(squares / freedom, 1e-4)


def _cell(place: Place, levels: list[float], spread: float) -> Cell:
    count = len(levels)
    shrunk = sum(levels) / (count + STRENGTH)
    doubt = math.sqrt(spread / (count + STRENGTH))
    low, high = (math.expm1(shrunk + side * EDGE * doubt) for side in (-1, 1))
    return Cell(*place, count, math.expm1(shrunk), low, high, NormalDist().cdf(shrunk / doubt))
