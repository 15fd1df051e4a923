"""A set's hits over time, minute by minute, and the minutes in which we could hear. Pure; instants in epoch minutes."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

Minutes = NDArray[np.int64]


def minute_of(at: datetime) -> int:
    """The epoch minute that holds an instant."""
    return int(at.timestamp()) // 60


def instant_of(minute: int) -> datetime:
    """Its start."""
    return datetime.fromtimestamp(0, UTC) + timedelta(minutes=minute)


class Series:
    """How many hits were published in each minute."""

    def __init__(self, counts: Mapping[int, int]) -> None:
        self._at = np.array(sorted(counts), dtype=np.int64)
        sums = np.cumsum([counts[int(minute)] for minute in self._at], dtype=np.int64)
        self._sums: Minutes = np.concatenate([np.zeros(1, dtype=np.int64), sums])

    def counts(self, ends: Minutes, minutes: int) -> Minutes:
        """Hits in `[end - minutes, end)` for each end."""
        first = np.searchsorted(self._at, ends - minutes)
        last = np.searchsorted(self._at, ends)
        return self._sums[last] - self._sums[first]

    def count(self, end: int, minutes: int) -> int:
        return int(self.counts(np.array([end], dtype=np.int64), minutes)[0])


class Heard:
    """Stretches `[start, end)` in which we could hear. Outside them silence says nothing."""

    def __init__(self, stretches: Iterable[tuple[int, int]]) -> None:
        merged: list[list[int]] = []
        for start, end in sorted(stretches):
            if merged and start <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], end)
            elif start < end:
                merged.append([start, end])
        self._starts = np.array([start for start, _ in merged], dtype=np.int64)
        self._ends = np.array([end for _, end in merged], dtype=np.int64)

    def share(self, first: int, last: int) -> float:
        """Which part of `[first, last)` was heard."""
        inside = np.minimum(self._ends, last) - np.maximum(self._starts, first)
        return float(np.maximum(inside, 0).sum()) / (last - first)

    def whole(self, ends: Minutes, minutes: int) -> NDArray[np.bool_]:
        """For each end whether all of `[end - minutes, end)` was heard."""
        if not len(self._starts):
            return np.zeros(len(ends), dtype=np.bool_)
        place = np.searchsorted(self._starts, ends - minutes, side="right") - 1
        return (place >= 0) & (self._ends[np.maximum(place, 0)] >= ends)
