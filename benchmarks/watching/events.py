"""Recorded events with every repost to the minute, and invented quiet weeks to lay them over.

The events are real (rumours and others of 2010 to 2014) and not part of the project. Quiet weeks follow a stated recipe:
posts come by a Poisson process whose rate follows the hours of a Chinese day and varies from hour to hour (gamma, shape 4);
three in ten draw copies of themselves, those again, each within half an hour on the mean: what people do every day.
"""

import csv
import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.dates import BEIJING
from monitoring.watch.series import Minutes
from monitoring.watch.spikes import DAY, HOUR, WEEK

DATA: Final = Path(__file__).resolve().parents[3] / "shared" / "data" / "tests-only"
HEADS: Final = DATA / "ced_dev5pct_events.csv"
REPOSTS: Final = DATA / "ced_dev5pct_reposts.jsonl.gz"
START: Final = 25_000_000 // WEEK * WEEK
PAST_WEEKS: Final = 9
LASTS: Final = 3 * DAY
SLOW_HOURS: Final = 12
_NIGHT, _MORNING, _DAY = 0.3, 0.9, 1.3
_COPIES: Final = 0.3
_LAG: Final = 30.0


@dataclass(frozen=True)
class Event:
    """One event: minutes after its first post at which somebody spoke, and when in the week it began."""

    name: str
    begins: int
    minutes: list[int] = field(repr=False)
    hours_to_peak: float = 0.0

    @property
    def is_slow(self) -> bool:
        """Whether it peaked half a day after it began, or later."""
        return self.hours_to_peak >= SLOW_HOURS

    @property
    def tunes(self) -> bool:
        """Which half it belongs to: by a hash of its name, so that nobody chose."""
        return hashlib.sha256(self.name.encode()).digest()[0] % 2 == 0


@dataclass(frozen=True)
class Weeks:
    """Quiet weeks of one set: posts by minute, and which group of copies each belongs to."""

    at: Minutes
    groups: NDArray[np.int64]

    @property
    def counts(self) -> Counter[int]:
        return Counter(self.at.tolist())


def are_there() -> bool:
    """Whether the recorded events are at hand."""
    return HEADS.exists() and REPOSTS.exists()


@cache
def events() -> tuple[Event, ...]:
    """All recorded events in the order of the file, from their first post to three days after."""
    times: dict[str, list[int]] = {}
    with gzip.open(REPOSTS, "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            if len(row["date"]) == len("2012-10-12 11:30:24"):
                times.setdefault(row["event"], []).append(_minute(row["date"]))
    with HEADS.open(encoding="utf-8-sig", newline="") as file:
        return tuple(_event(row, times.get(row["event_id"], [])) for row in csv.DictReader(file))


def _event(row: dict[str, str], times: list[int]) -> Event:
    begins = _minute(row["created_at"])
    minutes = sorted(at - begins for at in times if 0 <= at - begins < LASTS)
    return Event(row["event_id"], begins % WEEK, [0, *minutes], float(row["hours_to_peak"] or 0))


def _minute(text: str) -> int:
    return int(datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING).timestamp()) // 60


def quiet_weeks(seed: int, *, an_hour: float, weeks: int) -> Weeks:
    """Weeks from `START` on with so many posts an hour on the mean."""
    dice = np.random.default_rng(seed)
    hours = np.arange(weeks * WEEK // HOUR)
    clock = (START // HOUR + hours + 8) % 24
    shape = np.where(clock < 7, _NIGHT, np.where(clock < 10, _MORNING, _DAY))
    rate = an_hour * (1 - _COPIES) / shape.mean() * shape * dice.gamma(4, 0.25, len(hours))
    firsts = np.repeat(hours * HOUR, dice.poisson(rate)).astype(np.float64)
    firsts += dice.uniform(0, HOUR, len(firsts))
    generations = list(_generations(dice, firsts))
    at = START + np.concatenate([minutes for minutes, _ in generations]).astype(np.int64)
    groups = np.concatenate([group for _, group in generations])
    kept = at < START + weeks * WEEK
    return Weeks(at[kept], groups[kept])


def _generations(
    dice: np.random.Generator, firsts: NDArray[np.float64]
) -> Iterator[tuple[NDArray[np.float64], NDArray[np.int64]]]:
    """First posts, their copies, the copies of those …"""
    minutes, groups = firsts, np.arange(len(firsts), dtype=np.int64)
    while len(minutes):
        yield minutes, groups
        children = dice.poisson(_COPIES, len(minutes))
        minutes = np.repeat(minutes, children) + dice.exponential(_LAG, children.sum())
        groups = np.repeat(groups, children)
