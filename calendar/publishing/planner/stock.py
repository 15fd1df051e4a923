"""What the planner is given and what it answers (K8): plain data, nothing of Django but the sentences."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.dates import local_day
from publishing.planner.rules import Limits, Neighbour


@dataclass(frozen=True, slots=True)
class Candidate:
    """An approved post that waits for a time."""

    post_id: int
    category_id: int
    category: str
    promotional: bool
    approved_at: dt.datetime
    runs_from: dt.datetime | None = None  # of its campaign
    runs_until: dt.datetime | None = None
    campaign: str = ""
    approved_from: dt.datetime | None = None  # bounds of its approval (K5), both included
    approved_until: dt.datetime | None = None
    fresh_until: dt.date | None = None
    rights_until: dt.date | None = None  # of its pictures, the first that ends
    series_id: int | None = None
    number: int = 0  # in its series
    idea_id: int | None = None
    refusal: str = ""  # the sentence why it can go nowhere at all

    @property
    def last_day(self) -> dt.date:
        """After this day it is of no use any more."""
        ends = [self.fresh_until, self.rights_until]
        ends += [local_day(end) if end else None for end in (self.runs_until, self.approved_until)]
        return min((end for end in ends if end is not None), default=dt.date.max)


@dataclass(frozen=True, slots=True)
class Series:
    """C11: where a series of this account stands."""

    name: str
    least_days: int = 0  # between two parts
    placed: tuple[tuple[int, dt.datetime], ...] = ()  # number and time of parts that went out or stand on the calendar
    missing: frozenset[int] = frozenset()  # numbers of parts that are not ready


@dataclass(frozen=True, slots=True)
class Silent:
    """K7: hours of a silence day, and the categories that it holds for this account."""

    name: str
    start: dt.datetime
    end: dt.datetime
    categories: frozenset[int]


@dataclass(frozen=True, slots=True)
class Stock:
    """What the planner knows of one account's week. `bounds` are least and most in percent, None = not limited."""

    account_id: int
    openings: Sequence[dt.datetime]
    candidates: Sequence[Candidate]
    limits: Limits = field(default_factory=Limits)
    neighbours: Sequence[Neighbour] = ()
    quotas: Mapping[int, float] = field(default_factory=dict)  # percent by category; empty = no plan
    bounds: Mapping[int, tuple[float | None, float | None]] = field(default_factory=dict)
    promotional_percent: float = 100
    planned: Mapping[int, int] = field(default_factory=dict)  # posts of the week so far by category
    planned_promotional: int = 0
    carried: Mapping[int, float] = field(default_factory=dict)  # what last week lacked: decides who is rounded up
    series: Mapping[int, Series] = field(default_factory=dict)
    silent: Sequence[Silent] = ()
    elsewhere: Mapping[int, tuple[dt.datetime, ...]] = field(default_factory=dict)
    """A11: when other accounts say the same idea."""

    @property
    def total(self) -> int:
        """Posts of the week when every place is filled."""
        return sum(self.planned.values()) + len(self.openings)


@dataclass(frozen=True, slots=True)
class Choice:
    """A post for a place, and why this one."""

    account_id: int
    at: dt.datetime
    post_id: int
    why: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A place that stays empty, and why."""

    account_id: int
    at: dt.datetime
    why: str


@dataclass(frozen=True, slots=True)
class Need:
    """One category of the week: what the plan wants, what stands there, what is proposed, what stays short."""

    category_id: int
    wanted: int
    planned: int
    proposed: int
    in_stock: int

    @property
    def short(self) -> int:
        return max(0, self.wanted - self.planned - self.proposed)


@dataclass(frozen=True, slots=True)
class Filling:
    """A proposal. `proven`: no other would have met more of the quotas (docs/planner.md)."""

    choices: tuple[Choice, ...]
    gaps: tuple[Gap, ...]
    needs: tuple[Need, ...] = ()
    proven: bool = True
    steps: int = 0  # that the search took
