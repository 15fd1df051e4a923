"""Word lists compiled for one pass over a text: the longest match wins, so that 最近 shields 最 (C13)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ahocorasick_rs import AhoCorasick, MatchKind

# One character for one, so that positions stay true: full-width forms to ASCII, capitals to small letters.
_FOLD = {code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)} | {
    code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)
}


@dataclass(frozen=True, slots=True)
class Term:
    """A listed word. `allowed` words shield the shorter ones inside them."""

    word: str
    list_slug: str
    list_name: str
    level: str
    reason: str
    suggestion: str = ""
    allowed: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a listed word stands in a text."""

    term: Term
    start: int
    end: int


@dataclass(frozen=True)
class Lexicon:
    """Compiled terms. Build it once with `build_lexicon` and pass it to every check."""

    terms: tuple[Term, ...] = ()
    automaton: AhoCorasick | None = field(default=None, repr=False, compare=False)

    def hits(self, text: str) -> Iterator[Hit]:
        """The listed words of `text` in order, without the allowed ones."""
        if self.automaton is None:
            return
        for index, start, end in self.automaton.find_matches_as_indexes(fold(text)):
            if not self.terms[index].allowed:
                yield Hit(self.terms[index], start, end)


EMPTY = Lexicon()


def fold(text: str) -> str:
    """Same length, one case and one width."""
    return text.translate(_FOLD)


def build_lexicon(terms: Iterable[Term]) -> Lexicon:
    """Compile; of two lists with the same word the allowed one wins, then the stricter level."""
    by_word: dict[str, Term] = {}
    for term in sorted(terms, key=lambda t: (t.allowed, t.level == "error")):
        word = fold(term.word.strip())
        if word:
            by_word[word] = term
    if not by_word:
        return EMPTY
    return Lexicon(tuple(by_word.values()), AhoCorasick(list(by_word), matchkind=MatchKind.LeftmostLongest))
