"""A row of the permission table, and the ways in which doors answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tests.permissions.cast import World

Answers = Mapping[str, int | tuple[int, ...]]

OK: Final = (200,)
DONE: Final = (200, 204, 302)
"""A post that was carried out: a page, a fragment, or on to another page."""
TAKEN: Final = (200, 204, 302, 409, 422)
"""A post that passed the door; an empty form or a state that forbids it may still refuse it."""
IN: Final = 302
"""To the sign-in page."""

EVERYONE: Final = (
    "anonymous",
    "stranger",
    "customer_editor",
    "editor",
    "approver",
    "manager",
    "administrator",
    "colleague",
)
"""`colleague` is a chief editor, but of another account than the one in the row."""


def doors(may: str, *, ok: tuple[int, ...] = OK, stranger: int = 403, elsewhere: int = 404, no: int = 403) -> Answers:
    """Who passes: `may` names them, separated by blanks. The stranger, and the colleague of another account, get their
    own refusals; everybody else who may not gets `no`."""
    answers: dict[str, int | tuple[int, ...]] = dict.fromkeys(EVERYONE, no)
    answers |= {"anonymous": IN, "stranger": stranger, "colleague": elsewhere}
    answers |= dict.fromkeys(may.split(), ok)
    return answers


MEMBERS: Final = "customer_editor editor approver manager administrator"
"""Whoever may look at the account of the row."""


@dataclass(frozen=True)
class Row:
    """One URL with one method: its arguments by name of the object, what is posted, and each person's answer."""

    url: str
    answers: Answers
    args: tuple[str, ...] = ()
    method: str = "GET"
    query: str = ""
    data: Mapping[str, object] = field(default_factory=dict)

    def expected(self, who: str) -> tuple[int, ...]:
        """The statuses that are right for a person."""
        answer = self.answers[who]
        return (answer,) if isinstance(answer, int) else answer

    def data_for(self, world: "World") -> dict[str, object]:
        """What is posted; `{name}` stands for the key of an object."""
        return {name: self._filled(value, world) for name, value in self.data.items()}

    @staticmethod
    def _filled(value: object, world: "World") -> object:
        return value.format(**world.objects) if isinstance(value, str) else value
