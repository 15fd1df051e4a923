"""Sets and their windows as one ear: texts in, words of each set out (M1, M3)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from core.dates import local_day
from monitoring.models import KeywordSet, WatchWindow
from monitoring.queries.patterns import patterns_of
from monitoring.queries.windows import holds_for, windows_with_words
from monitoring.watch.matching import Matcher
from monitoring.watch.rules import Pattern, Word

Key = tuple[int, int]
"""Set, and the window whose words they are; 0 for the set's own."""


class Said(NamedTuple):
    """What a sweep reads of a mention. `arrival` is the order in which mentions came."""

    arrival: int
    mention_id: int
    text: str
    at: datetime


class Ear:
    """Listens for several sets at once. A window's words count for what was said on its days."""

    def __init__(self, sets: Iterable[KeywordSet]) -> None:
        patterns = patterns_of(sets)
        self._windows = {window.pk: window for window in windows_with_words()}
        asked: dict[Key, Pattern] = {(pk, 0): pattern for pk, pattern in patterns.items()}
        for window in self._windows.values():
            words = tuple(Word(word) for word in window.words)
            asked |= {
                (pk, window.pk): Pattern(words, pattern.exclusions)
                for pk, pattern in patterns.items()
                if holds_for(window, pk)
            }
        self._matcher = Matcher(asked)

    def hear(self, said: Sequence[Said]) -> list[dict[int, list[str]]]:
        """For each text the sets that catch it, with the words."""
        return [
            self._together(one, catches)
            for one, catches in zip(said, self._matcher.match([one.text for one in said]), strict=True)
        ]

    def _together(self, said: Said, catches: Mapping[Key, list[str]]) -> dict[int, list[str]]:
        words: dict[int, list[str]] = {}
        for (set_id, window_id), found in catches.items():
            if not window_id or _covers(self._windows[window_id], said.at):
                words[set_id] = list(dict.fromkeys([*words.get(set_id, ()), *found]))
        return words


def _covers(window: WatchWindow, at: datetime) -> bool:
    return window.first_on <= local_day(at) <= window.last_on
