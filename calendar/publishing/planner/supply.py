"""Posts that are as good as each other for a week, kept together: what the search chooses among (K8). Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from publishing.planner.stock import Candidate, Stock
from publishing.planner.usable import why_unusable


@dataclass(frozen=True, slots=True)
class Supply:
    """Posts of one category that may stand at the same places, in the order in which they are taken; or the parts of
    one series, in their order, whatever their categories."""

    items: tuple[Candidate, ...]
    masks: tuple[int, ...]
    """For each post the places where it may stand, as bits."""
    series_id: int | None = None

    @property
    def anywhere(self) -> int:
        """The places where any of them may stand."""
        found = 0
        for mask in self.masks:
            found |= mask
        return found


def supplies_of(stock: Stock, places: Sequence[dt.datetime], blocked: int) -> list[Supply]:
    """The stock of a week. `blocked`: places where nothing may stand. What fits nowhere is left out."""
    groups: dict[tuple[object, ...], list[tuple[Candidate, int]]] = {}
    everywhere = (1 << len(places)) - 1
    for one in stock.candidates:
        mask = everywhere if _is_plain(stock, one) else _mask(stock, one, places)
        mask &= ~blocked
        if one.series_id is not None:
            groups.setdefault(("series", one.series_id), []).append((one, mask))
        elif mask:
            groups.setdefault((one.category_id, one.promotional, mask), []).append((one, mask))
    found = [_supply(rows) for rows in groups.values()]
    return sorted((one for one in found if one.anywhere), key=lambda one: _order(one.items[0]))


def _mask(stock: Stock, one: Candidate, places: Sequence[dt.datetime]) -> int:
    return sum(1 << n for n, at in enumerate(places) if not why_unusable(stock, one, at))


def _is_plain(stock: Stock, one: Candidate) -> bool:
    """Nothing could keep it from a place: asked first because most posts are like that."""
    ends = one.runs_until or one.approved_until or one.fresh_until or one.rights_until
    bound = one.refusal or one.runs_from or one.approved_from or ends
    return not (bound or one.series_id is not None or stock.silent or one.idea_id in stock.elsewhere)


def _supply(rows: list[tuple[Candidate, int]]) -> Supply:
    series = rows[0][0].series_id
    key = (lambda row: (row[0].number, _order(row[0]))) if series is not None else (lambda row: _order(row[0]))
    ordered = sorted(rows, key=key)
    return Supply(tuple(one for one, _mask in ordered), tuple(mask for _one, mask in ordered), series)


def _order(one: Candidate) -> tuple[dt.date, dt.datetime, int]:
    """What ends first goes first; otherwise what was approved first."""
    return one.last_day, one.approved_at, one.post_id
