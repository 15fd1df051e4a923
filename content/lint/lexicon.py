"""Word lists compiled for one pass over a text (C13): longest words win, allowed words shield what stands in them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter

from ahocorasick_rs import AhoCorasick

from content.lint.folding import Squeezed, fold, is_evasion, squeeze_word, squeezed
from weibo.text.length import URL

__all__ = ["EMPTY", "Hit", "Lexicon", "Term", "build_lexicon", "fold"]

RANKS = {"error": 3, "warning": 2, "hint": 1}
OWN = "own"
"""The kind whose allowed words count for all lists: names of the company that hold a listed word."""


@dataclass(frozen=True, slots=True)
class Term:
    """A listed word. `allowed` words shield what stands inside them from the words of their list."""

    word: str
    list_slug: str
    list_name: str
    level: str
    reason: str
    suggestion: str = ""
    allowed: bool = False
    kind: str = OWN
    importance: int = 2
    override: str = "reviewers"
    basis: str = ""  # where the list comes from
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a listed word stands in a text; `hidden` when signs were slipped into it."""

    term: Term
    start: int
    end: int
    hidden: bool = False


@dataclass(frozen=True)
class Lexicon:
    """Compiled terms. Build it once with `build_lexicon` and pass it to every check."""

    words: tuple[str, ...] = ()
    terms: dict[str, tuple[Term, ...]] = field(default_factory=dict, repr=False, compare=False)
    plain: AhoCorasick | None = field(default=None, repr=False, compare=False)
    tight: AhoCorasick | None = field(default=None, repr=False, compare=False)
    tight_words: tuple[tuple[str, bool], ...] = field(default=(), repr=False, compare=False)

    def hits(self, text: str) -> list[Hit]:
        """The listed words of `text` in order of place. Words inside links do not count, nor do allowed ones."""
        if self.plain is None or self.tight is None:
            return []
        folded = fold(text)
        found = [*self._plainly(folded, self.plain)]
        spread = squeezed(folded)
        found += self._hidden(folded, spread or Squeezed(folded, list(range(len(folded)))), self.tight)
        if not found:
            return []
        links = [match.span() for match in URL.finditer(text)]
        found = [hit for hit in found if not any(start < hit.end and hit.start < end for start, end in links)]
        return _resolved(found)

    @cached_property
    def strict(self) -> "Lexicon":
        """Only what stops a post: its words of level error, with the allowed words that shield them."""
        every = [term for terms in self.terms.values() for term in terms]
        stopping = [term for term in every if term.level == "error" and not term.allowed]
        slugs = {term.list_slug for term in stopping}
        shields = [term for term in every if term.allowed and (term.list_slug in slugs or term.kind == OWN)]
        return build_lexicon([*stopping, *shields]) if stopping else EMPTY

    def _plainly(self, folded: str, automaton: AhoCorasick) -> Iterator[Hit]:
        for index, start, end in automaton.find_matches_as_indexes(folded, overlapping=True):
            if _is_whole(folded, start, end):
                yield from (Hit(term, start, end) for term in self.terms[self.words[index]])

    def _hidden(self, folded: str, spread: Squeezed, automaton: AhoCorasick) -> Iterator[Hit]:
        """Words with something slipped in, and words listed with signs of their own that were written without them."""
        for index, first, last in automaton.find_matches_as_indexes(spread.text, overlapping=True):
            word, has_signs = self.tight_words[index]
            places = spread.places[first:last]
            start, end = places[0], places[-1] + 1
            untouched = end - start == last - first
            if (untouched and not has_signs) or not _is_whole(folded, start, end):
                continue
            for term in self.terms[word]:
                if has_signs or term.allowed or is_evasion(folded, places):
                    yield Hit(term, start, end, hidden=not has_signs)


EMPTY = Lexicon()


def build_lexicon(terms: Iterable[Term]) -> Lexicon:
    """Compile. A word may stand in several lists; which of them speaks is decided where it stands."""
    by_word: dict[str, list[Term]] = defaultdict(list)
    for term in terms:
        for word in _spellings(fold(term.word.strip())):
            by_word[word].append(term)
    if not by_word:
        return EMPTY
    tight = [(squeeze_word(word), word) for word in by_word]
    # A word of one character cannot be taken apart; one without any would match everywhere.
    tight = [(short, word) for short, word in tight if len(short) > 1]
    return Lexicon(
        words=tuple(by_word),
        terms={word: tuple(rows) for word, rows in by_word.items()},
        plain=AhoCorasick(list(by_word)),
        tight=AhoCorasick([short for short, _word in tight]),
        tight_words=tuple((word, short != word) for short, word in tight),
    )


def _spellings(word: str) -> set[str]:
    """A first place is written in Chinese or with a digit."""
    return {word, word.replace("第一", "第1")} if word else set()


def _is_whole(folded: str, start: int, end: int) -> bool:
    """TOP1 is not TOP10, and not the end of STOP1: Latin letters and digits go on."""
    return not (_goes_on(folded, start - 1, start) or _goes_on(folded, end - 1, end))


def _goes_on(folded: str, left: int, right: int) -> bool:
    if left < 0 or right >= len(folded):
        return False
    one, two = folded[left], folded[right]
    if not (one.isascii() and two.isascii()):
        return False
    return (one.isalpha() and two.isalpha()) or (one.isdigit() and two.isdigit())


def _resolved(found: list[Hit]) -> list[Hit]:
    """Without what an allowed word shields; of words upon each other the strictest, most important, longest."""
    shields = [hit for hit in found if hit.term.allowed]
    listed = [hit for hit in found if not hit.term.allowed and not any(_shields(shield, hit) for shield in shields)]
    kept: list[Hit] = []
    for hit in sorted(listed, key=_weight):
        if not any(_covers(other, hit) for other in kept):
            kept.append(hit)
    return sorted(kept, key=attrgetter("start", "end"))


def _weight(hit: Hit) -> tuple[int, int, int, int, bool]:
    term = hit.term
    return (-RANKS.get(term.level, 0), -term.importance, hit.start - hit.end, hit.start, hit.hidden)


def _shields(shield: Hit, hit: Hit) -> bool:
    same = shield.term.list_slug == hit.term.list_slug or shield.term.kind == OWN
    return same and shield.start <= hit.start and hit.end <= shield.end


def _covers(kept: Hit, hit: Hit) -> bool:
    if kept.start <= hit.start and hit.end <= kept.end:
        return True
    return kept.term.kind == hit.term.kind and kept.start < hit.end and hit.start < kept.end
