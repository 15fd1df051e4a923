"""When the parts of a series are due, and which numbers are missing (C11). Pure."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from core.dates import BEIJING

MOST = 9999
"""The last number that a series may reach."""
LONGEST = 92
"""Days between two parts at most."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`weekdays` (0 = Monday) when there are any, otherwise every `every_days` days, counted from an anchor."""

    weekdays: tuple[int, ...]
    every_days: int
    anchor_number: int
    anchor_at: dt.datetime

    @property
    def least_days(self) -> int:
        """How near two parts may stand: a day less than the rhythm, so that one that slips does not push all others."""
        if not self.weekdays:
            return max(1, self.every_days - 1)
        days = sorted(set(self.weekdays))
        apart = [(after - before) % 7 or 7 for before, after in zip(days, [*days[1:], days[0]], strict=True)]
        return max(1, min(apart) - 1)

    def due(self, number: int) -> dt.datetime:
        """When this number is due; numbers before the anchor were due with it."""
        steps = max(0, min(number, MOST) - self.anchor_number)
        if steps == 0:
            return self.anchor_at
        if not self.weekdays:
            return self.anchor_at + dt.timedelta(days=steps * self.every_days)
        start = self.anchor_at.astimezone(BEIJING).weekday()
        offsets = sorted((day - start - 1) % 7 + 1 for day in set(self.weekdays))
        weeks, rest = divmod(steps - 1, len(offsets))
        return self.anchor_at + dt.timedelta(days=offsets[rest] + 7 * weeks)


def next_number(rhythm: Rhythm, numbers: Collection[int]) -> int:
    """The number to write next: after the last one, never before the anchor."""
    return max([rhythm.anchor_number, *(number + 1 for number in numbers)])


def gaps(numbers: Collection[int]) -> list[int]:
    """Numbers missing between the first and the last that stand there."""
    present = set(numbers)
    return [number for number in range(min(present, default=0), max(present, default=0)) if number not in present]
