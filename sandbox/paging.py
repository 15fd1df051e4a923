"""Paging as documented: since_id exclusive, max_id inclusive, count clamped, page from 1."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sandbox.calls import Call

NEWEST = 2000  # deeper pages are not served


def select(
    call: Call, ids: Sequence[int], *, live: Callable[[int], bool], default: int = 20, cap: int = 100, own: int = 0
) -> tuple[list[int], int]:
    """The ids of the asked page, newest first, and the number of live ids in all.

    `ids` ascend. `own` cuts the list to the newest few before paging (what ordinary apps get of their own timeline).
    """
    alive = [id_ for id_ in reversed(ids) if live(id_)]
    total = len(alive)
    alive = alive[: own or NEWEST]
    since, until = call.number("since_id"), call.number("max_id")
    if since:
        alive = [id_ for id_ in alive if id_ > since]
    if until:
        alive = [id_ for id_ in alive if id_ <= until]
    count = min(max(call.number("count", default), 1), cap)
    start = (max(call.number("page", 1), 1) - 1) * count
    return alive[start : start + count], total


def envelope(key: str, items: list[Any], total: int, **extra: Any) -> dict[str, Any]:
    return {
        key: items,
        "hasvisible": False,
        "previous_cursor": 0,
        "next_cursor": 0,
        "total_number": total,
        **extra,
    }
