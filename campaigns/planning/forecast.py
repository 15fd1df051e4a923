"""What a new or kept follower may cost, from earlier campaigns of ours (P2, P10)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Final

from campaigns.models import Campaign


@dataclass(frozen=True)
class Gain:
    """What a campaign brought and cost (yuan). None: nobody knows."""

    cost: Decimal | None
    new_followers: int | None
    kept_followers: int | None


GAINS: Final[list[Callable[[Sequence[int]], Mapping[int, Gain]]]] = []
"""Who knows results: called with the ids of campaigns, answers by id. Registered when an app starts."""


@dataclass(frozen=True)
class Forecast:
    """Yuan a follower. `planned`: budget by target; `usual`: the median of `campaigns` earlier ones. None: no data."""

    planned: Decimal | None
    usual: Decimal | None
    campaigns: int

    @property
    def expected(self) -> bool:
        """Whether there is anything to compare with."""
        return self.usual is not None


def forecast(budget: Decimal | None, target: int | None, costs: Sequence[Decimal]) -> Forecast:
    """One kind of follower."""
    planned = None if budget is None or not target else (budget / target).quantize(Decimal("0.01"))
    usual = median(costs).quantize(Decimal("0.01")) if costs else None
    return Forecast(planned, usual, len(costs))


def earlier(campaign: Campaign, ended: Sequence[int]) -> dict[int, Gain]:
    """The gains of campaigns that are over, without this one."""
    known: dict[int, Gain] = {}
    for answer in GAINS:
        known.update(answer([pk for pk in ended if pk != campaign.pk]))
    return known


def costs_of(gains: Mapping[int, Gain], name: str) -> list[Decimal]:
    """Cost of each follower of earlier campaigns that know both numbers."""
    pairs = [(gain.cost, getattr(gain, name)) for gain in gains.values()]
    return [cost / number for cost, number in pairs if cost is not None and number]
