"""Which strictness? Tried on the tuning half alone: `python -m benchmarks.watching.tuning` prints the table.

A preset may disturb a quiet week so often and no oftener; among the strictnesses that keep to it the one is taken that
misses fewest events, and of those the quickest.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.watching.events import LASTS, PAST_WEEKS, Event, events
from benchmarks.watching.timing import (
    FALSE_SEEDS,
    FIRST,
    HEARD,
    MINIMUM,
    SEEDS,
    SETS,
    TEST_WEEKS,
    Scene,
    background,
    scene_of,
)
from monitoring.watch.episodes import looks
from monitoring.watch.spikes import WEEK, Ordinary, Setting, Strictness, goes_on, ordinary_at

SEED: Final = 1000
ALLOWED: Final = {"low": 0.05, "normal": 0.2, "high": 1.0}
"""False alarms in a quiet week, in the worse of the sets."""
STEPS: Final = (2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0, 7.0, 8.0)
LIFTS: Final = (1.5,)
"""Between 1.25 and 2 it makes no difference that these events could show; 2.5 and 3 miss some."""
LAID: Final = Setting(MINIMUM)


@dataclass(frozen=True)
class Sight:
    """One window at one look that is big enough to be judged."""

    end: int
    count: int
    ordinary: Ordinary


def sights(scene: Scene, ends: Sequence[int]) -> Iterator[Sight]:
    """All that could be raised at these looks, however strict one is."""
    for end in ends:
        for minutes in LAID.all_windows:
            count = scene.series.count(end, minutes)
            if count < LAID.minimum:
                continue
            ordinary = ordinary_at(scene.series, HEARD, end, minutes)
            if ordinary is None or count <= ordinary.threshold(Strictness(STEPS[0], LIFTS[0])):
                continue
            if minutes != LAID.slow or goes_on(scene.series, HEARD, end, LAID):
                yield Sight(end, count, ordinary)


@dataclass(frozen=True)
class Row:
    """A strictness in one sort of set."""

    strictness: Strictness
    caught: float
    median: float
    slow_median: float
    false_a_week: float


def table(an_hour: float, chosen: Sequence[Event]) -> list[Row]:
    """Every strictness in one sort of set."""
    seen: list[tuple[Event, int, list[Sight]]] = []
    for number, event in enumerate(chosen):
        scene, begins = scene_of(background(SEED + number % SEEDS, an_hour), event)
        seen.append((event, begins, list(sights(scene, looks(begins, begins + LASTS)))))
    quiet = [
        list(sights(scene_of(background(SEED + 100 + number, an_hour), None)[0], _quiet_looks()))
        for number in range(FALSE_SEEDS)
    ]
    return [_row(Strictness(steps, lift), seen, quiet) for steps, lift in itertools.product(STEPS, LIFTS)]


def _quiet_looks() -> range:
    return looks(FIRST, FIRST + TEST_WEEKS * WEEK)


def _row(strictness: Strictness, seen: list[tuple[Event, int, list[Sight]]], quiet: list[list[Sight]]) -> Row:
    told = [
        (event, next((one.end - begins for one in found if one.count > one.ordinary.threshold(strictness)), None))
        for event, begins, found in seen
    ]
    delays = _array(delay for _, delay in told)
    slow = _array(delay for event, delay in told if event.is_slow)
    false = sum(
        _episodes([one.end for one in found if one.count > one.ordinary.threshold(strictness)]) for found in quiet
    )
    middle, late = (float(np.median(part)) if len(part) else float("inf") for part in (delays, slow))
    return Row(strictness, len(delays) / len(seen), middle, late, false / len(quiet) / TEST_WEEKS)


def _array(delays: Iterator[int | None]) -> NDArray[np.int64]:
    return np.array([delay for delay in delays if delay is not None], dtype=np.int64)


def _episodes(ends: list[int]) -> int:
    return sum(end - before > LAID.cooldown for before, end in itertools.pairwise([-WEEK * PAST_WEEKS, *ends]))


def best(tables: dict[str, list[Row]], allowed: float) -> list[Row]:
    """The rows, one per sort of set, of the strictness that is taken."""
    together = [rows for rows in zip(*tables.values(), strict=True) if max(row.false_a_week for row in rows) <= allowed]
    found = max(
        together, key=lambda rows: (round(sum(row.caught for row in rows), 3), -sum(row.median for row in rows))
    )
    return list(found)


def main() -> None:
    """Print all rows, and those taken."""
    chosen = [event for event in events() if event.tunes]
    tables = {name: table(an_hour, chosen) for name, an_hour in SETS.items()}
    for name, rows in tables.items():
        for row in rows:
            print(name, row)
    for preset, allowed in ALLOWED.items():
        print(preset, best(tables, allowed))


if __name__ == "__main__":
    main()
