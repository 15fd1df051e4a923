"""What fails when a grant ends: higher layers register here when the apps start, nothing here knows them."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class End:
    """A grant and the moment from which it no longer carries anything."""

    account_id: int
    app: str
    at: dt.datetime


@dataclass(frozen=True)
class Loss:
    """One sort of thing that fails: how many, the sentence for people (in the language of the moment), and where."""

    count: int
    sentence: str
    url: str = ""


Losses = dict[End, list[Loss]]
CONSEQUENCES: Final[list[Callable[[Sequence[End], dt.datetime], Losses]]] = []
"""Each is asked for many ends at once, in a constant number of queries, and names only what is lost."""


def losses_of(ends: Sequence[End], *, now: dt.datetime) -> Losses:
    """What each end takes with it, in the order in which the apps registered."""
    found: Losses = {end: [] for end in ends}
    for consequence in CONSEQUENCES:
        for end, losses in consequence(ends, now).items():
            found[end] += losses
    return found
