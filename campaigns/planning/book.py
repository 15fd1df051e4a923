"""The rules as numbers: what is in force outside, and what the house counts with (P2, P3, P5, P6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from campaigns.models import CampaignRule, RuleGroup


@dataclass(frozen=True)
class Book:
    """All rules in force, in their order."""

    rules: tuple[CampaignRule, ...]

    def of(self, topic: str) -> tuple[CampaignRule, ...]:
        """Every rule in force on one topic; several bind together."""
        return tuple(rule for rule in self.rules if rule.topic == topic)

    def lowest(self, topic: str) -> CampaignRule | None:
        """The strictest upper limit."""
        return min(self._numbers(topic), key=lambda rule: rule.number or Decimal(0), default=None)

    def house(self, topic: str, otherwise: int = 0) -> int:
        """A number of the house; `otherwise` when somebody has taken it out of force."""
        found = next((rule for rule in self.of(topic) if rule.group == RuleGroup.HOUSE), None)
        return otherwise if found is None or found.number is None else int(found.number)

    def _numbers(self, topic: str) -> Iterable[CampaignRule]:
        return (rule for rule in self.of(topic) if rule.number is not None)


def open_book() -> Book:
    """The rules in force now; one query."""
    return Book(tuple(CampaignRule.objects.filter(in_force=True)))
