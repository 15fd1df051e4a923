"""What higher layers know of a text that a campaign writes: they register here when the apps start (C13)."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """What word lists say against a part of a text. `is_error`: a post with it could not be submitted."""

    words: str
    sentence: str
    basis: str
    is_error: bool


WORDINGS: list[Callable[[str], list[Wording]]] = []


def wordings_of(text: str) -> list[Wording]:
    """Everything that is said against a text, in its order."""
    return [found for ask in WORDINGS for found in ask(text)] if text.strip() else []
