"""K8: the search for the best filling of one account's week. Pure and deterministic: it counts steps, not seconds.

A first dive takes place after place what its category lacks most. When that reaches the upper bound of the flow network
it is the best there is. Otherwise a branch-and-bound over the same choices goes on until it has proved its best, or has
used up its steps. What is compared: quotas met, then minima met, then places filled.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.dates import day_start, local_day
from publishing.planner.network import Network
from publishing.planner.rules import Neighbour, breaches
from publishing.planner.stock import Candidate, Stock
from publishing.planner.supply import Supply, supplies_of
from publishing.planner.targets import Targets
from publishing.planner.timeline import Timeline
from publishing.planner.usable import in_turn

Value = tuple[int, int, int]
"""Posts that meet quotas, posts that meet minima, places filled."""
NEEDED, OUTSIDE, EXTRA = range(3)
FAR = 1 << 30


@dataclass(frozen=True, slots=True)
class Found:
    """What the search came to: posts by number of place. `proven`: nothing meets more of the quotas."""

    taken: dict[int, Candidate]
    proven: bool
    steps: int = 0


@dataclass(slots=True)
class Search:
    """One account's week."""

    stock: Stock
    targets: Targets
    places: Sequence[dt.datetime]
    steps: int
    fixed: Timeline = field(init=False)
    blocked: int = 0
    supplies: list[Supply] = field(default_factory=list)
    extras: int = FAR
    """Posts above their category's target that may be taken: the unallocated share stays free."""
    used: list[int] = field(default_factory=list)
    counts: Counter[int] = field(default_factory=Counter)
    promotions: int = 0
    chosen: list[tuple[int, Candidate]] = field(default_factory=list)
    path: list[int] = field(default_factory=list)
    """The supplies that were chosen from, in step with `chosen`."""
    best: list[tuple[int, Candidate]] = field(default_factory=list)
    best_value: Value = (-1, -1, -1)
    strict: bool = True
    """The first dive puts no advertisement before another that stands already, whatever may yet come between."""
    seen: set[object] = field(default_factory=set)
    fitting: dict[object, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.fixed = Timeline(self.stock.limits, self.stock.neighbours)
        self.blocked = sum(1 << n for n, at in enumerate(self.places) if self.fixed.breaches(at))
        self.supplies = supplies_of(self.stock, self.places, self.blocked)
        self.used = [0] * len(self.supplies)
        self.counts, self.promotions = Counter(self.stock.planned), self.stock.planned_promotional

    def run(self) -> Found:
        """The best filling."""
        bound = self._bound(0, whole=False)
        if self.targets.wanted:
            outside = self._outside(self.counts)
            self.extras = max(0, len(self.places) - max(0, self.targets.free - outside) - bound[0])
        else:
            self.extras = 0
        self._dive()
        full = self._bound(0, whole=True)
        if self.best_value >= full:
            return Found(dict(self.best), True)
        self.strict, steps = False, self.steps
        proven = self._branch(0)
        return Found(dict(self.best), proven or self.best_value[0] >= full[0], steps - self.steps)

    # --- the two ways through the places

    def _dive(self) -> None:
        """Place after place the first of its options."""
        for place in range(len(self.places)):
            options = self._options(place)
            if options:
                self._take(place, options[0])
        self._keep_if_better()
        while self.chosen:
            self._give_back()

    def _branch(self, place: int) -> bool:
        """Everything from a place on, the best first; False when the steps ran out."""
        if place == len(self.places):
            if self._is_settled():
                self._keep_if_better()
            return True
        key = self._state(place)
        if key in self.seen:
            return True
        self.seen.add(key)
        if self.steps <= 0:
            return False
        self.steps -= 1
        value, bound = self._value(), self._bound(place, whole=True)
        if tuple(map(sum, zip(value, bound, strict=True))) <= self.best_value:
            return True
        complete = True
        for option in self._options(place):
            self._take(place, option)
            complete &= self._branch(place + 1)
            self._give_back()
        return self._branch(place + 1) and complete

    def _take(self, place: int, supply: int) -> None:
        one = self.supplies[supply].items[self.used[supply]]
        self.used[supply] += 1
        self.counts[one.category_id] += 1
        self.promotions += one.promotional
        self.chosen.append((place, one))
        self.path.append(supply)

    def _give_back(self) -> None:
        _place, one = self.chosen.pop()
        self.used[self.path.pop()] -= 1
        self.counts[one.category_id] -= 1
        self.promotions -= one.promotional

    def _keep_if_better(self) -> None:
        if (value := self._value()) > self.best_value:
            self.best, self.best_value = list(self.chosen), value

    def _value(self) -> Value:
        planned = self.stock.planned
        met = least = 0
        for category, wanted in self.targets.wanted.items():
            before, now = planned.get(category, 0), self.counts[category]
            met += max(0, min(now, wanted) - before)
            least += max(0, min(now, self.targets.least[category]) - before)
        return met, least, len(self.chosen)

    def _state(self, place: int) -> object:
        """All that what follows depends on."""
        if place == len(self.places):
            return place
        span = dt.timedelta(minutes=max(self.stock.limits.min_gap_minutes or 0, self.stock.limits.burst_minutes))
        since = min(day_start(local_day(self.places[place])), self.places[place] - span)
        near = tuple((n, one.promotional) for n, one in self.chosen if self.places[n] >= since)
        last = {one.series_id: n for n, one in self.chosen if one.series_id is not None}
        return place, tuple(self.used), near, tuple(sorted(last.items()))

    # --- what may stand at a place

    def _options(self, place: int) -> list[int]:
        """Supplies that may go there, what is needed most first."""
        if self.blocked >> place & 1:
            return []
        ranked = []
        for number, supply in enumerate(self.supplies):
            now = self.used[number]
            if now < len(supply.items) and supply.masks[now] >> place & 1:
                one, tier = supply.items[now], self._tier(supply.items[now])
                if tier is not None and self._fits(place, one):
                    ranked.append((tier, -self._lack(one.category_id), *self._pressing(supply, one), number))
        return [row[-1] for row in sorted(ranked)]

    def _tier(self, one: Candidate) -> int | None:
        """What one more of its category would be; None when the week has enough of it."""
        wanted = self.targets.wanted
        if one.promotional and self.promotions >= self.targets.promotional:
            return None
        if one.category_id not in wanted:
            return OUTSIDE if self._outside(self.counts) < self.targets.free else None
        now = self.counts[one.category_id]
        if now < wanted[one.category_id]:
            return NEEDED
        return EXTRA if now < self.targets.most[one.category_id] and self._extra() < self.extras else None

    def _outside(self, counts: Counter[int]) -> int:
        return sum(count for category, count in counts.items() if category not in self.targets.wanted)

    def _extra(self) -> int:
        """Posts taken above their category's target."""
        planned, wanted = self.stock.planned, self.targets.wanted
        return sum(max(0, self.counts[key] - max(wanted[key], planned.get(key, 0))) for key in wanted)

    def _lack(self, category: int) -> float:
        return round(self.targets.exact.get(category, 0.0) - self.counts[category], 6)

    @staticmethod
    def _pressing(supply: Supply, one: Candidate) -> tuple[bool, dt.date, dt.datetime, int]:
        """A part of a series that is due before others; then what ends first, then what was approved first."""
        return supply.series_id is None, one.last_day, one.approved_at, one.post_id

    def _fits(self, place: int, one: Candidate) -> bool:
        """K2, K4, C6, C11: beside what stands and what was chosen before it."""
        at = self.places[place]
        if one.series_id is not None and not self._in_turn(one, at):
            return False
        near = tuple((n, row.promotional) for n, row in self.chosen if at - self.places[n] <= dt.timedelta(days=1))
        key = (place, one.promotional, self.strict, near)
        if key not in self.fitting:
            around = self.fixed.near(at) + [Neighbour(self.places[n], promotional) for n, promotional in near]
            self.fitting[key] = self._breaks_nothing(at, around, promotional=one.promotional)
        return self.fitting[key]

    def _breaks_nothing(self, at: dt.datetime, around: list[Neighbour], *, promotional: bool) -> bool:
        limits = self.stock.limits
        if self.strict or not promotional:
            return not breaches(limits, around, at, promotional=promotional)
        before = [row for row in around if row.at <= at]
        return not breaches(limits, around, at) and not breaches(limits, before, at, promotional=True)

    def _is_settled(self) -> bool:
        """C6: no advertisement stands next to another, now that all are chosen."""
        rows = [Neighbour(self.places[n], one.promotional) for n, one in self.chosen]
        for row in rows:
            around = [*self.fixed.near(row.at), *(other for other in rows if other is not row)]
            if row.promotional and breaches(self.stock.limits, around, row.at, promotional=True):
                return False
        return True

    def _in_turn(self, one: Candidate, at: dt.datetime) -> bool:
        series = self.stock.series.get(one.series_id or 0)
        days = series.least_days if series else 0
        earlier = [row for row in self.chosen if row[1].series_id == one.series_id]
        return all(in_turn(row.number, self.places[n], one.number, at, days) for n, row in earlier)

    # --- the upper bound

    def _bound(self, place: int, *, whole: bool) -> Value:
        """What the places from `place` on can add at most: a flow that knows places, days, posts and targets, but not
        who stands beside whom. Without `whole` only what meets quotas."""
        network, supplies, posts = self._network(place)
        source, sink = 0, 1
        categories = {one.category_id for row in self.supplies for one in row.items}
        nodes = {category: posts + n for n, category in enumerate(sorted(categories))}
        outside, extra = posts + len(nodes), posts + len(nodes) + 1
        for number, supply in enumerate(self.supplies):
            left = Counter(one.category_id for one in supply.items[self.used[number] :])
            for category, count in left.items():
                network.edge(supplies + number, nodes[category], count)
        gates = {}
        for category in categories & set(self.targets.wanted):
            now = self.counts[category]
            gates[category] = network.edge(nodes[category], sink, self.targets.least[category] - now)
        least = network.fill(source, sink)
        for category, gate in gates.items():
            from_now = max(self.counts[category], self.targets.least[category])
            network.widen(gate, self.targets.wanted[category] - from_now)
        met = least + network.fill(source, sink)
        if not whole:
            return met, least, met
        network.edge(outside, sink, self.targets.free - self._outside(self.counts))
        network.edge(extra, sink, self.extras - self._extra())
        for category in categories:
            if category in gates:
                room = self.targets.most[category] - max(self.targets.wanted[category], self.counts[category])
                network.edge(nodes[category], extra, room)
            else:
                network.edge(nodes[category], outside, FAR)
        return met, least, met + network.fill(source, sink)

    def _network(self, place: int) -> tuple[Network, int, int]:
        """Source, days, places, supplies; answers where the supplies and what follows them begin."""
        places = [n for n in range(place, len(self.places)) if not self.blocked >> n & 1]
        days = sorted({local_day(self.places[n]) for n in places})
        first_place, first_supply = 2 + len(days), 2 + len(days) + len(places)
        after = first_supply + len(self.supplies)
        network = Network(after + len({one.category_id for row in self.supplies for one in row.items}) + 2)
        for n, day in enumerate(days):
            network.edge(0, 2 + n, self._room(day, [at for at in places if local_day(self.places[at]) == day]))
        for n, at in enumerate(places):
            network.edge(2 + days.index(local_day(self.places[at])), first_place + n, 1)
            for number, supply in enumerate(self.supplies):
                if any(mask >> at & 1 for mask in supply.masks[self.used[number] :]):
                    network.edge(first_place + n, first_supply + number, 1)
        return network, first_supply, after

    def _room(self, day: dt.date, places: list[int]) -> int:
        """How many of a day's places a policy lets be used at most: K2's distance, K2's most on one day."""
        limits, room, last = self.stock.limits, 0, None
        least = dt.timedelta(minutes=max(limits.min_gap_minutes or 0, 1))
        for at in (self.places[n] for n in places):
            if last is None or at - last >= least:
                room, last = room + 1, at
        if limits.max_per_day is None:
            return room
        stands = [row for row in self.stock.neighbours if local_day(row.at) == day]
        taken = sum(local_day(self.places[n]) == day for n, _one in self.chosen)
        return min(room, limits.max_per_day - len(stands) - taken)
