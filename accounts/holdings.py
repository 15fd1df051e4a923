"""What a person holds, told by every app (W9): how much, what a successor needs, how it passes on.

The registry lies here so that leaving is one transaction of `accounts`, and imports still point down: higher apps add
theirs in `apps.py` by `hold(...)`.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from accounts.roles import Can
from core.errors import Sentence


@dataclass(frozen=True)
class Handing:
    """From whom to whom, by whose hand."""

    leaver: User
    successor: User
    by: User
    at: dt.datetime


@dataclass(frozen=True)
class Holding:
    """One sort of thing that people hold.

    `held` gives the rows of a person at an instant. `account_path` leads from a row to its account ("account_id");
    empty where rows belong to no account. The successor needs `can` there. Without `hand_over` the rows stay as they
    are and `note` says why. `name_of` tells one row to people.
    """

    key: str
    label: Sentence
    held: Callable[[User, dt.datetime], "QuerySet[Any]"]
    note: Sentence = ""
    can: Can | None = None
    account_path: str = ""
    hand_over: Callable[[Handing], int] | None = None
    name_of: Callable[[Any], str] = str


_HOLDINGS: dict[str, Holding] = {}


def hold(*holdings: Holding) -> None:
    """Add sorts of things; once per app, when it is ready."""
    _HOLDINGS.update({holding.key: holding for holding in holdings})


def all_holdings() -> list[Holding]:
    """Every sort, lower apps first."""
    return list(_HOLDINGS.values())
