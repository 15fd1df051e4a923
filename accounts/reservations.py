"""Calls that are spoken for: what is planned to be published. Higher layers register here, nothing here knows them."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Planned:
    """Calls of one account through one of our apps in one clock hour (its start, in UTC)."""

    account_id: int
    app: str
    hour: dt.datetime
    calls: int


@dataclass(frozen=True, slots=True)
class Planner:
    """What one app above knows. Both read from `start` to `end` (without), and what is overdue counts at `start`;
    each in a constant number of queries."""

    of_accounts: Callable[[Collection[int], dt.datetime, dt.datetime], Iterable[Planned]]
    by_app: Callable[[dt.datetime, dt.datetime], Mapping[str, int]]


PLANNERS: Final[list[Planner]] = []


def planned_calls(account_ids: Collection[int], start: dt.datetime, end: dt.datetime) -> list[Planned]:
    """What publishing will need of these accounts, by hour."""
    if not account_ids:
        return []
    return [row for planner in PLANNERS for row in planner.of_accounts(account_ids, start, end)]


def planned_by_app(start: dt.datetime, end: dt.datetime) -> dict[str, int]:
    """What publishing will need of all accounts together, by app."""
    found: dict[str, int] = {}
    for planner in PLANNERS:
        for app, calls in planner.by_app(start, end).items():
            found[app] = found.get(app, 0) + calls
    return found
