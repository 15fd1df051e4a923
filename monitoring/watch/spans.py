"""Where words stand in one text, and how close to each other. Pure."""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

Span = tuple[int, int]
"""First character and the one behind the last."""


def gap(one: Span, other: Span) -> int:
    """Characters between two places; 0 when they touch or overlap."""
    return max(0, one[0] - other[1], other[0] - one[1])


class Spans:
    """Places in order, for asking whether one of them is near."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.all = sorted(set(spans))
        self._starts = [start for start, _ in self.all]
        self._furthest = list(accumulate((end for _, end in self.all), max))

    def __bool__(self) -> bool:
        return bool(self.all)

    def any_within(self, first: int, last: int) -> bool:
        """Whether one of them starts at `last` or before and ends at `first` or behind."""
        place = bisect_right(self._starts, last)
        return place > 0 and self._furthest[place - 1] >= first

    def any_near(self, span: Span, reach: int) -> bool:
        """Whether one of them is at most `reach` characters away from `span`."""
        return self.any_within(span[0] - reach, span[1] + reach)


def stand_together(groups: list[Spans], within: int) -> bool:
    """Whether one place of each group can be taken so that the last starts at most `within` behind the first's end.

    Whichever ends first is tried in turn: every other group then needs a place that ends there or later and starts
    early enough. The work grows with places times groups, whatever the text.
    """
    return any(
        all(other.any_within(end, end + within) for other in groups) for group in groups for _start, end in group.all
    )
