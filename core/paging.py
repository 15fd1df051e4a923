"""Paging by key: the last row is as near as the first, and counting is not needed."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
SIZE = 50


@dataclass(frozen=True)
class KeyPage(Generic[Row]):
    """Rows of one page, newest first, and the keys from which the neighbours start."""

    rows: list[Row]
    older: int | None
    newer: int | None


def key_page(rows: "QuerySet[Row]", *, before: int | None, after: int | None = None, size: int = SIZE) -> KeyPage[Row]:
    """One page of `rows` by descending primary key: older than `before`, or newer than `after`."""
    if after is not None and before is None:
        found = list(rows.filter(pk__gt=after).order_by("pk")[: size + 1])
        more_newer, page = len(found) > size, found[:size][::-1]
        return KeyPage(page, older=page[-1].pk if page else None, newer=page[0].pk if page and more_newer else None)
    ordered = rows.order_by("-pk")
    found = list((ordered.filter(pk__lt=before) if before is not None else ordered)[: size + 1])
    page = found[:size]
    return KeyPage(
        page,
        older=page[-1].pk if len(found) > size else None,
        newer=page[0].pk if page and before is not None else None,
    )
