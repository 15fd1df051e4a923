"""Parts and pages of answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from weibo.errors import UnreadableAnswer
from weibo.reading import Fields

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list. ``total`` counts what exists, which may be far more than an app is shown."""

    items: tuple[T, ...] = ()
    total: int = 0
    next_cursor: int = 0
    unreadable: int = 0

    @classmethod
    def from_json(cls, value: object, key: str, read: Callable[[object], T]) -> "Page[T]":
        """Read the list under ``key``; items that cannot be read are counted, not raised."""
        fields = Fields.of(value, f"page of {key}")
        rows = fields.children(key)
        items = [item for row in rows if (item := attempt(read, row)) is not None]
        total = fields.number("total_number")
        return cls(
            items=tuple(items),
            total=len(items) if total is None else max(0, total),
            next_cursor=fields.count("next_cursor"),
            unreadable=len(rows) - len(items),
        )


def attempt(read: Callable[[object], T], value: object) -> T | None:
    """Read one part of an answer; a part of no known shape counts as absent, the rest stays good."""
    try:
        return read(value)
    except UnreadableAnswer:
        return None


def nested(read: Callable[[object], T], fields: Fields | None) -> T | None:
    return None if fields is None else attempt(read, fields.values())
