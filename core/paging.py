"""Paging by key: the last row is as near as the first, and counting is not needed."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from django.db.models import BooleanField, F, Func, Model, Q, QuerySet, Value
from django.db.models.expressions import Combinable

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


@dataclass(frozen=True)
class Order:
    """How a list is sorted: an expression, then the primary key; rows without a value stand last either way.

    `total` says that every row of the list has a value: a page is then begun by an index of both, however deep.
    """

    by: Combinable
    descending: bool = False
    total: bool = False

    def applied(self, rows: "QuerySet[Row]", *, backwards: bool = False) -> "QuerySet[Row]":
        """The rows in this order, or in the opposite one."""
        keyed = rows.annotate(sort_key=self.by)
        falling, key = self.descending != backwards, F("sort_key")
        nulls: dict[str, Any] = {"nulls_first": True} if backwards else {"nulls_last": True}
        ordered = keyed.order_by(key.desc(**nulls) if falling else key.asc(**nulls), "-pk" if falling else "pk")
        return cast("QuerySet[Row]", ordered)

    def value_of(self, anchors: "QuerySet[Row]", pk: int) -> list[Any]:
        """What the row with this key is sorted by, as the only item of a list; empty when there is no such row."""
        found = anchors.annotate(sort_key=self.by).filter(pk=pk).values_list("sort_key", flat=True)
        return [bytes(value) if isinstance(value, memoryview) else value for value in found[:1]]

    def beyond(self, value: Any, pk: int, *, backwards: bool = False) -> Q:
        """The rows that come after the row with this value and key, or before it."""
        if self.total:
            beyond = _Less if self.descending != backwards else _More
            return Q(beyond(_Row(F("sort_key"), F("pk")), _Row(Value(value), Value(pk))))
        side = "lt" if self.descending != backwards else "gt"
        key = Q(**{f"pk__{side}": pk})
        if value is None:
            return Q(sort_key__isnull=False) | Q(key, sort_key__isnull=True) if backwards else Q(key, sort_key=None)
        found = Q(**{f"sort_key__{side}": value}) | Q(key, sort_key=value)
        return found if backwards else found | Q(sort_key__isnull=True)


class _Row(Func):
    """Columns that are compared together."""

    template = "(%(expressions)s)"
    output_field = BooleanField()  # nobody asks for it by itself


class _Less(_Row):
    arg_joiner = " < "


class _More(_Row):
    arg_joiner = " > "


def sorted_page(
    rows: "QuerySet[Row]",
    order: Order,
    *,
    anchors: "QuerySet[Row]",
    before: int | None = None,
    after: int | None = None,
    size: int = SIZE,
) -> KeyPage[Row]:
    """One page in any order, as `key_page`: what follows the row `before`, or what leads up to the row `after`.

    `anchors` are all rows with what the order needs: the row that a page starts from may have left the list meanwhile.
    Without it the list begins at the top.
    """
    pivot = after if before is None else before
    backwards = before is None and after is not None
    anchor = (
        anchors.annotate(sort_key=order.by).filter(pk=pivot).values_list("sort_key", flat=True)[:1] if pivot else []
    )
    value = list(anchor)
    ordered = order.applied(rows, backwards=backwards and bool(value))
    if pivot is not None and value:
        ordered = ordered.filter(order.beyond(value[0], pivot, backwards=backwards))
    found = list(ordered[: size + 1])
    page, more = found[:size], len(found) > size
    if backwards and value:
        page.reverse()
        return KeyPage(page, older=page[-1].pk if page else None, newer=page[0].pk if page and more else None)
    begun = pivot is not None and bool(value)
    return KeyPage(page, older=page[-1].pk if more else None, newer=page[0].pk if page and begun else None)
