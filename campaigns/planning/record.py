"""A campaign as what is told to the platform and to people: the record that is filed, and its hash (P6)."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from campaigns.judging import shipped_rules
from campaigns.models import Campaign, Condition, EntryRules, FilingNeed, Prize
from campaigns.planning.book import Book
from core.dates import BEIJING


@dataclass(frozen=True)
class Record:
    """A campaign with its prizes, its conditions and what it decides about entries, read once."""

    campaign: Campaign
    prizes: tuple[Prize, ...]
    conditions: tuple[Condition, ...]
    rules: EntryRules = field(default_factory=EntryRules)

    @property
    def total(self) -> Decimal:
        """Yuan of all prizes."""
        return sum((prize.unit_cost * prize.quantity for prize in self.prizes), Decimal(0))

    @property
    def winners(self) -> int:
        """How many prizes there are."""
        return sum(prize.quantity for prize in self.prizes)


def record_of(campaign: Campaign) -> Record:
    """Read prizes, conditions and the rules for entries (three queries)."""
    rules = EntryRules.objects.filter(campaign=campaign).first() or EntryRules()
    return Record(campaign, tuple(campaign.prizes.all()), tuple(campaign.conditions.all()), rules)


def snapshot(record: Record) -> dict[str, Any]:
    """What a filing tells, JSON-able; what only we look at (targets, budget, stock) is not in it."""
    row = record.campaign
    return {
        "name": row.name,
        "kind": row.kind,
        "starts_at": _minute(row.starts_at),
        "ends_at": _minute(row.ends_at),
        "draws_at": _minute(row.draws_at),
        "claim_days": row.claim_days,
        "on_platform_tool": row.on_platform_tool,
        "picking": row.picking,
        "combine": row.combine,
        "conditions": [[one.kind, _number(one), sorted(one.words)] for one in _in_order(record.conditions)],
        "prizes": [_prize(prize) for prize in sorted(record.prizes, key=lambda prize: prize.tier)],
        "contact": row.contact.strip(),
        "rules_text": "\n".join(row.rules_text.split()),
        "judging": _judging(record.rules),
    }


def hash_of(told: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a snapshot."""
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def changed(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Names of the parts that differ."""
    return [name for name in after if before.get(name) != after[name]]


def need_of(record: Record, book: Book) -> tuple[FilingNeed, tuple[str, ...]]:
    """P6: what has to happen before it may run, with the sentences of the rules that say so."""
    over = [rule for rule in book.of("total_approval") if rule.number is not None and record.total > rule.number]
    if over:
        return FilingNeed.APPROVAL, tuple(rule.sentence for rule in over)
    return (FilingNeed.NONE if record.campaign.on_platform_tool else FilingNeed.FILE), ()


def _prize(prize: Prize) -> list[Any]:
    cost = f"{Decimal(prize.unit_cost):.2f}"
    return [prize.tier, prize.name, prize.quantity, cost, prize.is_physical, prize.delivery_days]


def _judging(rules: EntryRules) -> dict[str, Any]:
    """How entries are judged beside the conditions; signs of machines by version and hash of their rules (P7)."""
    machines = shipped_rules()
    stated = {"version": machines.version, "sha256": hash_of(machines.data)}
    return {
        "unknown_follows": rules.unknown_follows,
        "machines": stated if rules.machine_rules else None,
        "leave_out_staff": rules.leave_out_staff,
        "leave_out_winners_days": rules.leave_out_winners_days,
    }


def _number(condition: Condition) -> int:
    return condition.number if condition.kind == "mention" else 0


def _in_order(conditions: tuple[Condition, ...]) -> list[Condition]:
    return sorted(conditions, key=lambda one: one.kind)


def _minute(at: dt.datetime | None) -> str:
    return "" if at is None else at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
