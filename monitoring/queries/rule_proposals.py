"""What people dismissed as false, and which figures would have spared them that without losing what was real (M4)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count

from monitoring.models import Alert, AlertState, KeywordSet, Sensitivity
from monitoring.queries.replays import Figures, Replayed, verdicts_of

DAYS: Final = 90
FEWEST: Final = 2
"""Dismissed alerts from which a change is worth proposing."""
_CALMER: Final = {Sensitivity.HIGH: Sensitivity.NORMAL, Sensitivity.NORMAL: Sensitivity.LOW}
_MORE: Final = (1.5, 2.0, 3.0)


@dataclass(frozen=True)
class Dismissed:
    """How many alerts of a set people dismissed lately, with the reasons they gave, the commonest first."""

    number: int
    reasons: list[tuple[str, int]]

    @property
    def is_many(self) -> bool:
        """Whether other figures are worth looking for."""
        return self.number >= FEWEST


def dismissed_of(keyword_set: KeywordSet, now: datetime) -> Dismissed:
    """One query."""
    rows = keyword_set.alerts.filter(
        state=AlertState.DISMISSED, group_id=None, window_end__gte=now - timedelta(days=DAYS)
    )
    counted = rows.order_by().values("reason").annotate(n=Count("pk")).order_by("-n", "reason")
    found = [(row["reason"], row["n"]) for row in counted]
    return Dismissed(sum(n for _, n in found), [(reason, n) for reason, n in found if reason])


def candidates(saved: Figures) -> list[Figures]:
    """Figures that are calmer than the saved ones by one step each way, and by both."""
    found = [replace(saved, minimum=round(saved.minimum * more)) for more in _MORE]
    calmer = _CALMER.get(Sensitivity(saved.sensitivity))
    if calmer is not None:
        changed = replace(saved, sensitivity=str(calmer))
        found = [changed, *found, replace(changed, minimum=round(saved.minimum * _MORE[0]))]
    return found


def best_of(
    rules: Sequence[Figures], found: Sequence[Replayed], alerts: list[Alert]
) -> tuple[Figures, Replayed] | None:
    """The one that spares most dismissed alerts and misses no confirmed one that the first, the saved, would raise.

    Of equals the smallest change. None when no other is better.
    """
    slack = rules[0].cooldown_minutes
    saved = verdicts_of(found[0].raised, alerts, slack)

    def kept() -> Iterator[tuple[int, int]]:
        for place, one in enumerate(found[1:], 1):
            verdicts = verdicts_of(one.raised, alerts, slack)
            if verdicts.missed <= saved.missed and verdicts.wrong < saved.wrong:
                yield verdicts.wrong, place

    best = min(kept(), default=None)
    return (rules[best[1]], found[best[1]]) if best is not None else None
