"""Which weekly times would stand better at an hour that is surely better (I4, K1). Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from reports.hours.mapping import Cell, HourMap, Verdict

WeekTime = tuple[int, dt.time]
LEAST_GAP = 60
"""Minutes between two times when the account has no rule of its own (K2)."""


@dataclass(frozen=True, slots=True)
class Move:
    """One time of the plan, the hour it would go to, and what is known of that hour."""

    weekday: int
    was: dt.time
    to: dt.time
    cell: Cell


def better_times(found: HourMap, times: Iterable[WeekTime], *, gap_minutes: int | None) -> list[Move]:
    """How often an account publishes stays as it is, day by day; only times that no sure hour holds are moved.

    The weakest of a day's times goes to the best sure hour that is free, unless it would come too near to another.
    """
    if not found.is_enough:
        return []
    by_day: dict[int, list[dt.time]] = {}
    for weekday, time in times:
        by_day.setdefault(weekday, []).append(time)
    gap = LEAST_GAP if gap_minutes is None else gap_minutes
    return [move for weekday in sorted(by_day) for move in _of_day(found, weekday, by_day[weekday], gap)]


def _of_day(found: HourMap, weekday: int, times: list[dt.time], gap: int) -> list[Move]:
    known = {hour: cell for hour in range(24) if (cell := found.of(weekday, hour)) is not None}
    good = [cell for cell in known.values() if cell.verdict == Verdict.BETTER]
    standing = sorted(times)
    free = [time for time in standing if time.hour not in {cell.hour for cell in good}]
    moves: list[Move] = []
    for cell in sorted(good, key=lambda cell: -cell.effect):
        weakest = min(free, key=lambda time: (_effect(known, time), time), default=None)
        if weakest is None:
            break
        to = dt.time(cell.hour)
        others = [time for time in standing if time != weakest]
        if any(time.hour == cell.hour or abs(_minutes(time) - _minutes(to)) < gap for time in others):
            continue
        standing = sorted([*others, to])
        free.remove(weakest)
        moves.append(Move(weekday, weakest, to, cell))
    return moves


def _effect(known: dict[int, Cell], time: dt.time) -> float:
    """What is expected of a time; of one that nothing is known of, the mean."""
    cell = known.get(time.hour)
    return 0.0 if cell is None else cell.effect


def _minutes(time: dt.time) -> int:
    return 60 * time.hour + time.minute
