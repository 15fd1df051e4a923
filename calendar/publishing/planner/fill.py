"""K8: which approved posts go into which empty places of a week. Pure; every choice and every gap is explained."""

import datetime as dt
from collections import Counter
from dataclasses import replace

from publishing.planner import reasons
from publishing.planner.rules import Neighbour
from publishing.planner.search import Search
from publishing.planner.stock import Candidate, Choice, Filling, Gap, Need, Series, Stock
from publishing.planner.targets import FREE, Targets, targets_of

STEPS = 600
"""Steps of the search for one account's week when the first dive has not reached the upper bound."""


def fill(stock: Stock, *, steps: int = STEPS) -> Filling:
    """The best filling of one account's week (docs/planner.md says what is guaranteed).

    Hard, never broken: K2, K4, C6's limit and distance, maxima, the campaign's dates, freshness, rights, silence days,
    order and rhythm of series, the distance to the same idea elsewhere. Then as many posts that meet quotas as can be.
    """
    places, targets = sorted(set(stock.openings)), targets_of(stock)
    found = Search(stock, targets, places, steps).run()
    taken = {places[number]: one for number, one in found.taken.items()}
    return Filling(
        choices=_choices(stock, targets, taken),
        gaps=_gaps(stock, targets, taken),
        needs=_needs(stock, targets, taken),
        proven=found.proven,
        steps=found.steps,
    )


def _choices(stock: Stock, targets: Targets, taken: dict[dt.datetime, Candidate]) -> tuple[Choice, ...]:
    counts, found = Counter(stock.planned), []
    for at, one in sorted(taken.items(), key=lambda row: row[0]):
        counts[one.category_id] += 1
        why = reasons.why_chosen(stock, targets, one, counts[one.category_id])
        found.append(Choice(stock.account_id, at, one.post_id, why))
    return tuple(found)


def _gaps(stock: Stock, targets: Targets, taken: dict[dt.datetime, Candidate]) -> tuple[Gap, ...]:
    empty = sorted(set(stock.openings) - set(taken))
    if not empty:
        return ()
    rest = reasons.Rest(stock, targets, taken)
    return tuple(Gap(stock.account_id, at, rest.why_empty(at)) for at in empty)


def _needs(stock: Stock, targets: Targets, taken: dict[dt.datetime, Candidate]) -> tuple[Need, ...]:
    proposed = Counter(one.category_id for one in taken.values())
    in_stock = Counter(one.category_id for one in stock.candidates)
    return tuple(
        Need(category, wanted, stock.planned.get(category, 0), proposed[category], in_stock[category])
        for category, wanted in targets.wanted.items()
    )


def following(stock: Stock, earlier: Stock, filling: Filling) -> Stock:
    """The stock of the week after: without the posts that `filling` took from `earlier`, beside where it put them.

    Candidates, neighbours and series of `earlier` are those of all weeks; what the filling took is counted in.
    """
    posts = {one.post_id: one for one in earlier.candidates}
    taken = [(choice.at, posts[choice.post_id]) for choice in filling.choices]
    gone = {one.post_id for _at, one in taken}
    targets = targets_of(earlier)
    rounded = {**targets.wanted, FREE: targets.free}
    carried = {key: earlier.carried.get(key, 0.0) + exact - rounded[key] for key, exact in targets.exact.items()}
    return replace(
        stock,
        candidates=tuple(one for one in earlier.candidates if one.post_id not in gone),
        neighbours=(*earlier.neighbours, *(Neighbour(at, one.promotional) for at, one in taken)),
        series={key: _grown(key, series, taken) for key, series in earlier.series.items()},
        carried={key: max(-1.0, min(1.0, amount)) for key, amount in carried.items()},
    )


def _grown(key: int, series: Series, taken: list[tuple[dt.datetime, Candidate]]) -> Series:
    parts = tuple((one.number, at) for at, one in taken if one.series_id == key)
    return replace(series, placed=(*series.placed, *parts)) if parts else series
