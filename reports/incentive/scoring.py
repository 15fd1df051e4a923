"""From facts to money (A10).

A measure's score is what was reached of its target, from 0 to 1; for the response time, where less is better, the
target divided by what was needed. Its money is bonus × weight × score, rounded half up to whole fen. A measure
without a fact earns nothing and says so: nothing recorded is not the same as zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

FEN: Final = Decimal("0.01")
LESS_IS_BETTER: Final = frozenset({"response_time"})


@dataclass(frozen=True)
class Fact:
    """What was recorded: the value (None where nothing was) and the rows it was counted from, as (id, amount)."""

    value: float | None
    rows: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True)
class Line:
    """One measure of a statement. `score` is None where there is no fact or no weight; `money` in yuan."""

    measure: str
    weight: int
    target: float
    value: float | None
    score: float | None
    money: Decimal
    rows: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True)
class Settled:
    """A month of one person: base, a line for each measure, and their sum."""

    base: Decimal
    bonus: Decimal
    lines: tuple[Line, ...]

    @property
    def total(self) -> Decimal:
        return self.base + sum((line.money for line in self.lines), Decimal(0))


def score_of(measure: str, value: float | None, target: float) -> float | None:
    """0 to 1; None without a fact."""
    if value is None:
        return None
    if measure in LESS_IS_BETTER:
        return 1.0 if value <= target else target / value
    return min(1.0, max(0.0, value / target))


def settle(
    *, base: Decimal, bonus: Decimal, weights: Mapping[str, int], targets: Mapping[str, float],
    facts: Mapping[str, Fact],
) -> Settled:  # fmt: skip
    """Every measure that has a weight, in the plan's order. Targets are above 0."""
    lines = []
    for measure, weight in weights.items():
        if not weight:
            continue
        fact = facts.get(measure, Fact(None))
        score = score_of(measure, fact.value, targets[measure])
        money = (bonus * weight / 100 * Decimal(str(score or 0))).quantize(FEN, ROUND_HALF_UP)
        lines.append(Line(measure, weight, targets[measure], fact.value, score, money, fact.rows))
    return Settled(base, bonus, tuple(lines))


def as_stored(settled: Settled) -> dict[str, Any]:
    """As a statement keeps it."""
    return {
        "base": str(settled.base),
        "bonus": str(settled.bonus),
        "lines": [
            {
                "measure": line.measure, "weight": line.weight, "target": line.target, "value": line.value,
                "score": line.score, "money": str(line.money), "rows": [list(row) for row in line.rows],
            }
            for line in settled.lines
        ],
    }  # fmt: skip


def restored(data: Mapping[str, Any]) -> Settled:
    """From what a statement keeps."""
    lines = (
        Line(**{**line, "money": Decimal(line["money"]), "rows": tuple((pk, amount) for pk, amount in line["rows"])})
        for line in data["lines"]
    )
    return Settled(Decimal(data["base"]), Decimal(data["bonus"]), tuple(lines))
