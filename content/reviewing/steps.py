"""The steps of review, and which of them one post has to pass."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Need(StrEnum):
    """How many of those asked have to approve."""

    ANY = "any"
    ALL = "all"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Step:
    """One step as people keep it (`content.models.ReviewStep`), with `risks` as keys of conditions.

    `outside`: so many people outside the company must approve besides; `outside_people`: (name, mail) of those who
    count, whoever a colleague asks when there are none.
    """

    pk: int | None
    name: str
    kinds: frozenset[str] = frozenset()
    risks: frozenset[int] = frozenset()
    need: Need = Need.ANY
    count: int = 1
    roles: frozenset[str] = frozenset()
    people: frozenset[int] = frozenset()
    fresh_eyes: bool = True
    hours: int | None = None
    remind_hours: int | None = None
    escalate_hours: int | None = None
    escalate_roles: frozenset[str] = frozenset()
    escalate_people: frozenset[int] = frozenset()
    outside: int = 0
    outside_people: tuple[tuple[str, str], ...] = ()

    @property
    def is_open_to_all(self) -> bool:
        """Whoever may review decides."""
        return not self.roles and not self.people


def steps_for(steps: Iterable[Step], *, kind: str, risks: Collection[int], default: Step) -> list[Step]:
    """The steps of a post in their order: those for its kind of account, and of those for risks the ones it carries.

    A post never passes without anybody: where no step fits, `default` is the only one.
    """
    found = [
        step
        for step in steps
        if (not step.kinds or kind in step.kinds) and (not step.risks or not step.risks.isdisjoint(risks))
    ]
    return found or [default]
