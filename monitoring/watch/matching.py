"""Which words of a set stand in a text (M1). Pure.

Texts and words are compared in one form: NFKC, case folded, without zero-width marks. All words of a set are searched
in one pass (Aho-Corasick), nested and overlapping ones included, so the answer equals that of a plain `in` per word.
"""

import unicodedata
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

_INVISIBLE = ("\u200b", "\ufeff")


def fold(text: str) -> str:
    """The form in which texts and words are compared."""
    for mark in _INVISIBLE:
        text = text.replace(mark, "")
    folded = unicodedata.normalize("NFKC", text).casefold()
    # Normalising costs more than searching; the second round is needed by a handful of letters only.
    return folded if unicodedata.is_normalized("NFKC", folded) else unicodedata.normalize("NFKC", folded)


@dataclass(frozen=True)
class Word:
    """A word with its variants and misspellings; any of them counts as the word."""

    word: str
    variants: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        return (self.word, *self.variants)


@dataclass(frozen=True)
class Pattern:
    """A set's words: any or all of them must be there, and no exclusion."""

    words: tuple[Word, ...]
    exclusions: tuple[str, ...] = ()
    match_all: bool = False


class Matcher:
    """Searches one pattern in many texts."""

    def __init__(self, pattern: Pattern) -> None:
        self._owners: dict[str, list[tuple[str, int]]] = {}  # folded → spelling as people wrote it, number of its word
        for number, word in enumerate(pattern.words):
            for spelling in word.spellings:
                if folded := fold(spelling):
                    self._owners.setdefault(folded, []).append((spelling, number))
        self._excluded = {folded for exclusion in pattern.exclusions if (folded := fold(exclusion))}
        numbers = {number for owners in self._owners.values() for _, number in owners}
        self._needed = len(numbers) if pattern.match_all else 1
        self._folded = list(dict.fromkeys([*self._owners, *self._excluded]))
        self._search = AhoCorasick(self._folded) if self._owners else None

    def words_in(self, text: str) -> list[str]:
        """The spellings found, as people wrote them, in the order of the set; empty when the set does not catch."""
        if self._search is None:
            return []
        found = {index for index, _, _ in self._search.find_matches_as_indexes(fold(text), overlapping=True)}
        return self._verdict([self._folded[index] for index in sorted(found)]) if found else []

    def _verdict(self, found: list[str]) -> list[str]:
        if not self._excluded.isdisjoint(found):
            return []
        owners = [owner for folded in found for owner in self._owners[folded]]
        caught = {number for _, number in owners}
        return [spelling for spelling, _ in owners] if len(caught) >= self._needed else []
