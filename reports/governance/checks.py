"""What a check says, and where what it found can be mended."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse

LISTED: Final = 50
"""So many things found are kept with a check; the place that mends them shows all."""


@dataclass(frozen=True)
class Detail:
    """One thing that was found, with the address that mends it."""

    text: str
    url: str


@dataclass(frozen=True)
class Check:
    """One live check.

    `key` begins with the rule it belongs to (`a5-official`: A5) and never changes, since readings are kept by it.
    `found` counts what is wanting; None where the check tells and does not judge. `mend` is the name of the place
    that mends it, `details` each thing found.
    """

    key: str
    text: str
    found: int | None
    mend: str
    details: tuple[Detail, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.found

    @property
    def judged(self) -> bool:
        return self.found is not None

    @property
    def rule(self) -> str:
        """The rule's id: `A5`."""
        return self.key.partition("-")[0].upper()


@dataclass(frozen=True)
class System:
    """One of the nine management systems, with what nobody can read from the database about it."""

    key: str
    name: str
    checks: list[Check]
    unknown: str = ""

    @property
    def ok(self) -> bool:
        return all(check.ok for check in self.checks)

    @property
    def score(self) -> "Score":
        return score_of(self.checks)


@dataclass(frozen=True)
class Score:
    """How many of the judged checks are in order; each counts the same, those that only tell do not count."""

    good: int
    of: int

    @property
    def percent(self) -> int | None:
        """In whole percent, rounded down so that 100 means all; None where nothing is judged."""
        return self.good * 100 // self.of if self.of else None


def score_of(checks: Iterable[Check]) -> Score:
    """The score of some checks (I6)."""
    judged = [check for check in checks if check.judged]
    return Score(sum(check.ok for check in judged), len(judged))


def to(rows: Sequence[Any], url: str, text: Callable[[Any], str] = str) -> tuple[Detail, ...]:
    """The first of some objects, each with its own address."""
    return tuple(Detail(text(row), reverse(url, args=[row.pk])) for row in rows[:LISTED])


def counted(key: str, sentence: str, n: int, mend: str) -> Check:
    """`sentence` with the number of what is wanting."""
    return Check(key, sentence % {"n": n}, n, mend)


def listed(
    key: str, sentence: str, rows: Sequence[Any], mend: str, url: str, text: Callable[[Any], str] = str
) -> Check:
    """The same for objects that have an address each."""
    return Check(key, sentence % {"n": len(rows)}, len(rows), mend, to(rows, url, text))
