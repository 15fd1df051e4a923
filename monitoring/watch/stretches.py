"""Stretches of time: put together, cut out, overlapped. Pure; any ordered instants, ends not part of a stretch (M2)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

At = TypeVar("At", datetime, int)


def union(stretches: Iterable[tuple[At, At]]) -> list[tuple[At, At]]:
    """In order, neighbours and overlaps put together, empty ones left out."""
    merged: list[tuple[At, At]] = []
    for start, end in sorted(stretches):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        elif start < end:
            merged.append((start, end))
    return merged


def minus(stretches: Iterable[tuple[At, At]], holes: Iterable[tuple[At, At]]) -> list[tuple[At, At]]:
    """What is left of `stretches` outside `holes`."""
    cut = union(holes)
    left: list[tuple[At, At]] = []
    for start, end in union(stretches):
        at = start
        for hole_start, hole_end in cut:
            if hole_end <= at or hole_start >= end:
                continue
            if hole_start > at:
                left.append((at, hole_start))
            at = max(at, hole_end)
        if at < end:
            left.append((at, end))
    return left


def both(one: Iterable[tuple[At, At]], other: Iterable[tuple[At, At]]) -> list[tuple[At, At]]:
    """What lies in both."""
    right = union(other)
    found: list[tuple[At, At]] = []
    place = 0
    for start, end in union(one):
        while place < len(right) and right[place][1] <= start:
            place += 1
        at = place
        while at < len(right) and right[at][0] < end:
            found.append((max(start, right[at][0]), min(end, right[at][1])))
            at += 1
    return found


def in_all(several: Sequence[Iterable[tuple[At, At]]]) -> list[tuple[At, At]]:
    """What lies in every one of them; nothing for none."""
    common = union(several[0]) if several else []
    for one in several[1:]:
        common = both(common, one)
    return common


def within(stretches: Iterable[tuple[At, At]], since: At, until: At) -> list[tuple[At, At]]:
    """Cut to what is asked for."""
    return both(stretches, [(since, until)])
