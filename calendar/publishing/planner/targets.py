"""C1: from percent to whole posts of a week, by largest remainder; the unallocated share is a party like any other."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor

from publishing.planner.stock import Stock

FREE = 0
"""Stands for what no quota names; no category has this key."""


@dataclass(frozen=True, slots=True)
class Targets:
    """Posts of the week by category, those that stand there already included."""

    wanted: Mapping[int, int]
    least: Mapping[int, int]
    most: Mapping[int, int]
    exact: Mapping[int, float]
    """The same before rounding, the unallocated share among them."""
    free: int
    """Posts that no quota names; without any plan all."""
    promotional: int
    """C6: at most so many advertisements."""


def targets_of(stock: Stock) -> Targets:
    """Whole numbers that add up to the week's places, never above a maximum; who lacked last week is rounded up first.

    A minimum is rounded up, a maximum down: both hold to the post. Without a maximum a category may go up to its quota
    rounded up.
    """
    total = stock.total
    promotional = floor(_part(stock.promotional_percent, total))
    if not stock.quotas:
        return Targets({}, {}, {}, {}, total, promotional)
    exact = {category: _part(percent, total) for category, percent in stock.quotas.items()}
    most = {category: _most(stock, category, exact[category]) for category in exact}
    least = {category: min(_least(stock, category), most[category]) for category in exact}
    wanted = {category: min(max(floor(exact[category]), least[category]), most[category]) for category in exact}
    free = _part(max(0.0, 100 - sum(stock.quotas.values())), total)
    shares = _round_up(stock, {**exact, FREE: free}, {**wanted, FREE: floor(free)}, {**most, FREE: total})
    rounded = shares.pop(FREE)
    _keep_promotions(stock, shares, promotional)
    return Targets(shares, least, most, {**exact, FREE: free}, rounded, promotional)


def _part(percent: float, total: int) -> float:
    return round(percent / 100 * total, 6)


def _least(stock: Stock, category: int) -> int:
    least, _most = stock.bounds.get(category, (None, None))
    return ceil(_part(least, stock.total)) if least is not None else 0


def _most(stock: Stock, category: int, exact: float) -> int:
    _least, most = stock.bounds.get(category, (None, None))
    return floor(_part(most, stock.total)) if most is not None else ceil(exact)


def _round_up(
    stock: Stock, exact: Mapping[int, float], wanted: dict[int, int], most: Mapping[int, int]
) -> dict[int, int]:
    """Gives the places that rounding down left, one each, to those that lost most by it."""
    rest = stock.total - sum(wanted.values())
    lost = {key: exact[key] - wanted[key] + stock.carried.get(key, 0.0) for key in wanted}
    order = sorted(wanted, key=lambda key: (-round(lost[key], 6), key == FREE, -exact[key], key))
    for key in [key for key in order if exact[key] > wanted[key] and wanted[key] < most[key]][: max(rest, 0)]:
        wanted[key] += 1
    return wanted


def _keep_promotions(stock: Stock, wanted: dict[int, int], most: int) -> None:
    """C6: what the plan wants of advertisements never goes above the limit for them."""
    kinds = sorted({one.category_id for one in stock.candidates if one.promotional} & set(wanted))
    while kinds and sum(wanted[key] for key in kinds) > max(most, 0):
        largest = max(kinds, key=lambda key: (wanted[key], key))
        wanted[largest] -= 1
