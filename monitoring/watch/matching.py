"""Which sets catch a text, and by which of their words (M1). Pure.

All words of all sets are searched in one pass (Aho-Corasick over UTF-8), nested and overlapping ones included, so the
answer equals that of a plain `in` per word on normalised texts. There are no patterns to write, only words: the work
for a text is bounded by its length whatever people type.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from ahocorasick_rs import BytesAhoCorasick

from monitoring.watch.normalising import encoded_all, normalise
from monitoring.watch.rules import Guard, Pattern, Word
from monitoring.watch.spans import Span, Spans, places_of, stand_together

Key = TypeVar("Key", bound=Hashable)
Found = dict[str, list[Span]]
"""Needle → its places in one text."""


class Catch(NamedTuple, Generic[Key]):
    """A set that catches a text, with the spellings that stood there as people wrote them."""

    key: Key
    words: list[str]


def needles(spelling: str) -> tuple[str, ...]:
    """How a spelling may stand in a normalised text: crawlers drop blanks, so a word is also found without its own."""
    form = normalise(spelling).strip()
    return tuple(dict.fromkeys(part for part in (form, form.replace(" ", "")) if part))


class Matcher(Generic[Key]):
    """Searches the patterns of many sets in many texts."""

    def __init__(self, patterns: Mapping[Key, Pattern]) -> None:
        self._keys = list(patterns)
        self._numbers: dict[str, int] = {}
        self._names: dict[int, list[tuple[int, str]]] = defaultdict(list)  # needle → number of a plain set, spelling
        self._silenced: dict[int, set[int]] = defaultdict(set)  # needle → plain sets that it silences
        self._hard: dict[int, set[int]] = defaultdict(set)  # needle → sets whose rules must then be looked at
        self._rules: dict[int, _Rules] = {}
        for number, pattern in enumerate(patterns.values()):
            if pattern.is_plain:
                self._add_plain(number, pattern)
            else:
                self._add_rules(number, pattern)
        self._needles = list(self._numbers)
        self._search = BytesAhoCorasick([needle.encode() for needle in self._needles]) if self._needles else None
        self._plain_names = [self._names.get(number, []) for number in range(len(self._needles))]

    def match(self, texts: Sequence[str]) -> list[list[Catch[Key]]]:
        """For each text the sets that catch it; normalises the texts itself, many at a time."""
        if self._search is None:
            return [[] for _ in texts]
        find = self._search.find_matches_as_indexes
        return [
            self._verdict(raw, found) if (found := find(raw, overlapping=True)) else [] for raw in encoded_all(texts)
        ]

    def _number(self, needle: str) -> int:
        return self._numbers.setdefault(needle, len(self._numbers))

    def _add_plain(self, number: int, pattern: Pattern) -> None:
        for word in (*pattern.words, *pattern.requires):
            for spelling in word.spellings:
                for needle in needles(spelling):
                    self._names[self._number(needle)].append((number, spelling))
        for exclusion in pattern.exclusions:
            for needle in needles(exclusion):
                self._silenced[self._number(needle)].add(number)

    def _add_rules(self, number: int, pattern: Pattern) -> None:
        rules = self._rules[number] = _Rules(pattern)
        for needle in rules.needles:
            self._number(needle)
        for needle in rules.triggers:
            self._hard[self._numbers[needle]].add(number)

    def _verdict(self, raw: bytes, found: list[tuple[int, int, int]]) -> list[Catch[Key]]:
        ids = sorted({match[0] for match in found})
        caught: dict[int, list[str]] = {}
        plain = self._plain_names
        for needle in ids:
            for number, spelling in plain[needle]:
                if number not in caught:
                    caught[number] = [spelling]
                elif caught[number][-1] != spelling:
                    caught[number].append(spelling)
        if self._silenced:
            for needle in ids:
                for number in self._silenced.get(needle, ()):
                    caught.pop(number, None)
        if self._hard:
            hard = {number for needle in ids for number in self._hard.get(needle, ())}
            if hard:
                self._judge(raw, found, hard, caught)
        return [Catch(self._keys[number], words) for number, words in caught.items()]

    def _judge(
        self, raw: bytes, found: list[tuple[int, int, int]], hard: set[int], caught: dict[int, list[str]]
    ) -> None:
        spans: Found = defaultdict(list)
        places = places_of(raw, [(first, last) for _, first, last in found])
        for (needle, _, _), span in zip(found, places, strict=True):
            spans[self._needles[needle]].append(span)
        for number in sorted(hard):
            if words := self._rules[number].words_in(raw, spans):
                caught[number] = words


class _Rules:
    """One pattern that needs more than one look."""

    def __init__(self, pattern: Pattern) -> None:
        self._pattern = pattern
        self._excluded = {needle for exclusion in pattern.exclusions for needle in needles(exclusion)}
        self._spellings = {
            spelling: needles(spelling)
            for group in pattern.groups
            for word in group
            for spelling in (*word.spellings, *word.guard.near, *word.guard.far)
        }
        self.needles = {needle for parts in self._spellings.values() for needle in parts} | self._excluded
        first = pattern.groups[0] if pattern.words else ()
        self.triggers = {needle for word in first for part in word.spellings for needle in self._spellings[part]}

    def words_in(self, raw: bytes, found: Found) -> list[str]:
        """The spellings that count, in the order of the set; empty when the set does not catch."""
        if not self._excluded.isdisjoint(found):
            return []
        text = raw.decode() if any(word.guard.whole for group in self._pattern.groups for word in group) else ""
        names: dict[str, None] = {}
        groups = []
        for group in self._pattern.groups:
            spans: list[Span] = []
            for word in group:
                for spelling, places in self._places(word, text, found):
                    names[spelling] = None
                    spans += places
            if not spans:
                return []
            groups.append(Spans(spans))
        within = self._pattern.within
        return list(names) if within is None or stand_together(groups, within) else []

    def _places(self, word: Word, text: str, found: Found) -> list[tuple[str, list[Span]]]:
        standing = [(spelling, self._all(spelling, found)) for spelling in word.spellings]
        standing = [(spelling, spans) for spelling, spans in standing if spans]
        guard = word.guard
        if guard.is_open or not standing:
            return standing
        near = Spans(span for part in guard.near for span in self._all(part, found))
        far = Spans(span for part in guard.far for span in self._all(part, found))
        kept = [
            (spelling, [span for span in spans if _is_meant(span, guard, near, far, text)])
            for spelling, spans in standing
        ]
        return [(spelling, spans) for spelling, spans in kept if spans]

    def _all(self, spelling: str, found: Found) -> list[Span]:
        return [span for needle in self._spellings[spelling] for span in found.get(needle, ())]


def _is_meant(span: Span, guard: Guard, near: Spans, far: Spans, text: str) -> bool:
    if guard.near and not near.any_near(span, guard.reach):
        return False
    if guard.far and far.any_near(span, guard.reach):
        return False
    return not (guard.whole and (_is_latin(text, span[0] - 1) or _is_latin(text, span[1])))


def _is_latin(text: str, place: int) -> bool:
    return 0 <= place < len(text) and text[place].isascii() and text[place].isalnum()
