"""Which sets catch a text, and by which of their words (M1). Pure.

All words of all sets are searched in one pass (Aho-Corasick), nested and overlapping ones included, so the answer
equals that of a plain `in` per word on normalised texts. There are no patterns to write, only words: the work for a
text is bounded by its length whatever people type.

The search hands out the needles themselves, which exist already; places, of which each would be made anew, are asked
for only where a rule needs them.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from itertools import chain
from typing import Final, Generic, TypeVar

from ahocorasick_rs import AhoCorasick

from monitoring.watch.normalising import normalise, normalised_batches
from monitoring.watch.rules import Guard, Pattern, Word
from monitoring.watch.spans import Span, Spans, stand_together

Key = TypeVar("Key", bound=Hashable)
Found = dict[str, list[Span]]
"""Needle → its places in one text."""
_NOBODY: Final = -1
_SEVERAL: Final = -2


def needles(spelling: str) -> tuple[str, ...]:
    """How a spelling may stand in a normalised text: crawlers drop blanks, so a word is also found without its own."""
    form = normalise(spelling).strip()
    return tuple(dict.fromkeys(part for part in (form, form.replace(" ", "")) if part))


class Matcher(Generic[Key]):
    """Searches the patterns of many sets in many texts."""

    def __init__(self, patterns: Mapping[Key, Pattern]) -> None:
        self._keys = list(patterns)
        self._needles: dict[str, None] = {}
        self._names: dict[str, list[tuple[int, str]]] = defaultdict(list)  # needle → number of a plain set, spelling
        self._forked: set[str] = set()  # needles of spellings that may stand in more than one way
        self._silenced: dict[str, set[int]] = defaultdict(set)  # needle → plain sets that it silences
        self._hard: dict[str, set[int]] = defaultdict(set)  # needle → sets whose rules must then be looked at
        self._rules: dict[int, _Rules] = {}
        for number, pattern in enumerate(patterns.values()):
            plain, guarded = _parted(pattern)
            if plain is not None:
                self._add_plain(number, plain)
            if guarded is not None:
                self._add_rules(number, guarded)
        self._numbered = list(self._needles)
        self._search = AhoCorasick(self._numbered, store_patterns=True)
        self._index()

    def match(self, texts: Sequence[str]) -> list[dict[Key, list[str]]]:
        """For each text the sets that catch it, with the spellings that stood there as people wrote them.

        Spellings of plain sets come in the order in which they end in the text. Normalises the texts itself, many at
        a time.
        """
        if not self._needles:
            return [{} for _ in texts]
        find = self._search.find_matches_as_strings
        ready = chain.from_iterable(normalised_batches(texts))
        if self._is_simple:
            key, unique = self._keys[0], dict.fromkeys
            return [{key: list(unique(found))} if (found := find(text, overlapping=True)) else {} for text in ready]
        verdict = self._verdict
        return [verdict(text, found) if (found := find(text, overlapping=True)) else {} for text in ready]

    def _index(self) -> None:
        """Most needles belong to one set: for those one look each is enough."""
        self._owner: dict[str, tuple[int, str]] = {}
        for needle in self._needles:
            owners = self._names.get(needle, [])
            one = len(owners) == 1 and needle not in self._forked
            self._owner[needle] = owners[0] if one else (_SEVERAL if owners else _NOBODY, "")
        literal = all(owner == (0, needle) for needle, owner in self._owner.items())
        self._is_simple = literal and not (self._silenced or self._hard)

    def _add_plain(self, number: int, pattern: Pattern) -> None:
        for word in (*pattern.words, *pattern.requires):
            for spelling in word.spellings:
                forms = needles(spelling)
                for form in forms:
                    self._needles[form] = None
                    self._names[form].append((number, spelling))
                if len(forms) > 1:
                    self._forked.update(forms)
        for exclusion in pattern.exclusions:
            for needle in needles(exclusion):
                self._needles[needle] = None
                self._silenced[needle].add(number)

    def _add_rules(self, number: int, pattern: Pattern) -> None:
        rules = self._rules[number] = _Rules(pattern)
        self._needles.update(dict.fromkeys(sorted(rules.needles)))
        for needle in rules.triggers:
            self._hard[needle].add(number)

    def _verdict(self, text: str, found: list[str]) -> dict[Key, list[str]]:
        standing = dict.fromkeys(found)
        caught: dict[int, list[str]] = {}
        owner = self._owner
        for needle in standing:
            number, name = owner[needle]
            if number >= 0:
                if number in caught:
                    caught[number].append(name)
                else:
                    caught[number] = [name]
            elif number == _SEVERAL:
                for each, spelling in self._names[needle]:
                    if spelling not in caught.setdefault(each, []):
                        caught[each].append(spelling)
        if self._silenced:
            for needle in self._silenced.keys() & standing.keys():
                for number in self._silenced[needle]:
                    caught.pop(number, None)
        if self._hard:
            hard = {number for needle in self._hard.keys() & standing.keys() for number in self._hard[needle]}
            if hard:
                self._judge(text, hard, caught)
        return {self._keys[number]: words for number, words in caught.items()}

    def _judge(self, text: str, hard: set[int], caught: dict[int, list[str]]) -> None:
        spans: Found = defaultdict(list)
        wanted = set().union(*(self._rules[number].needles for number in hard))
        for number, first, last in self._search.find_matches_as_indexes(text, overlapping=True):
            needle = self._numbered[number]
            if needle in wanted:
                spans[needle].append((first, last))
        for number in sorted(hard):
            if words := self._rules[number].words_in(text, spans):
                caught[number] = [*caught.get(number, ()), *words]


def _parted(pattern: Pattern) -> tuple[Pattern | None, Pattern | None]:
    """The part of a pattern for which finding a word is enough, and the part that needs a second look."""
    if pattern.is_plain:
        return pattern, None
    if len(pattern.groups) > 1:
        return None, pattern
    free = tuple(word for word in pattern.words if word.guard.is_open)
    rest = tuple(word for word in pattern.words if not word.guard.is_open)
    return Pattern(free, pattern.exclusions) if free else None, Pattern(rest, pattern.exclusions)


class _Rules:
    """One pattern that needs more than one look."""

    def __init__(self, pattern: Pattern) -> None:
        self._pattern = pattern
        self._excluded = {needle for exclusion in pattern.exclusions for needle in needles(exclusion)}
        self._groups = pattern.groups
        self._spellings = {
            spelling: needles(spelling)
            for group in self._groups
            for word in group
            for spelling in (*word.spellings, *word.guard.near, *word.guard.far)
        }
        self._owners: dict[str, list[tuple[int, int]]] = defaultdict(list)  # needle → group, word in it
        for number, group in enumerate(self._groups):
            for place, word in enumerate(group):
                for needle in {needle for spelling in word.spellings for needle in self._spellings[spelling]}:
                    self._owners[needle].append((number, place))
        self.needles = {needle for parts in self._spellings.values() for needle in parts} | self._excluded
        self.triggers = {needle for needle, owners in self._owners.items() if owners[0][0] == 0}

    def words_in(self, text: str, found: Found) -> list[str]:
        """The spellings that count, in the order of the set; empty when the set does not catch.

        Only words that stand in the text are looked at, however many the set has.
        """
        if not self._excluded.isdisjoint(found):
            return []
        standing = sorted({owner for needle in found for owner in self._owners.get(needle, ())})
        if len({number for number, _ in standing}) < len(self._groups):
            return []
        names: dict[str, None] = {}
        spans: list[list[Span]] = [[] for _ in self._groups]
        for number, place in standing:
            for spelling, places in self._places(self._groups[number][place], text, found):
                names[spelling] = None
                spans[number] += places
        if not all(spans):
            return []
        within = self._pattern.within
        together = within is None or stand_together([Spans(places) for places in spans], within)
        return list(names) if together else []

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
