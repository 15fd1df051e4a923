"""Where a marked passage of a text stands, in its own version and in later ones (K5). Pure.

Places count code points, as Python does; `static/js/passages.js` counts the same way, an emoji being one or several of
them but never half of one.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from content.lint.differing import difference

_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;]+[”’」』）)]*|[^。！？!?；;\n]+")
_JOINER = "\u200d"
_FEWEST = 4
"""A shorter quote in another place is a coincidence and not the passage that moved there."""
_CONTEXT = 16


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` up to, not including, `end`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words."""
        return text[self.start : self.end]


def sentences(text: str) -> list[Span]:
    """The sentences in order without the blanks around them; together they have every letter of the text."""
    found = []
    for match in _SENTENCE.finditer(text):
        words = match.group()
        start = match.start() + len(words) - len(words.lstrip())
        end = match.end() - (len(words) - len(words.rstrip()))
        if end > start:
            found.append(Span(start, end))
    return found


def widened(text: str, span: Span) -> Span:
    """The same, grown where it would cut what is seen as one sign: a joined emoji, a flag, an accent."""
    start, end = span.start, span.end
    while start > 0 and _joined(text, start):
        start -= 1
    while end < len(text) and _joined(text, end):
        end += 1
    return Span(start, end)


def _joined(text: str, at: int) -> bool:
    """The code points before and after this place are one sign."""
    sign, before = text[at], text[at - 1]
    if before == _JOINER or sign == _JOINER:
        return True
    if unicodedata.combining(sign) or "\ufe00" <= sign <= "\ufe0f" or "\U0001f3fb" <= sign <= "\U0001f3ff":
        return True
    if not _is_flag_half(sign) or not _is_flag_half(before):
        return False
    halves = 0
    while halves < at and _is_flag_half(text[at - 1 - halves]):
        halves += 1
    return halves % 2 == 1


def _is_flag_half(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def placed(text: str, start: int, end: int, quote: str) -> Span | None:
    """The passage that somebody marked: where he says, else the only place where these words stand. None when there
    is no such place."""
    if 0 <= start < end <= len(text) and text[start:end] == quote:
        return widened(text, Span(start, end))
    places = list(_places(quote, text)) if quote.strip() else []
    return widened(text, Span(places[0], places[0] + len(quote))) if len(places) == 1 else None


def narrowed(text: str, sentence: int, words: str = "") -> Span | None:
    """A sentence by its number from 0, or the words within it; None when there are none such."""
    found = sentences(text)
    if not 0 <= sentence < len(found):
        return None
    whole = found[sentence]
    if not words.strip():
        return whole
    at = whole.of(text).find(words.strip())
    return None if at < 0 else widened(text, Span(whole.start + at, whole.start + at + len(words.strip())))


def stands_at(span: Span, earlier: str, later: str) -> Span | None:
    """Where the passage of the earlier text stands in the later one: in its place, or moved as it was. None when its
    words were changed or are gone.

    The words found are always the same. The same words elsewhere, which stood there before, are another passage.
    """
    quote = span.of(earlier)
    if earlier == later:
        return span
    if not quote or quote not in later:
        return None
    kept = list(_kept(earlier, later))
    for block in kept:
        if block.old <= span.start and span.end <= block.old + block.size and _is_sure(span, block, earlier, later):
            start = span.start - block.old + block.new
            return Span(start, start + len(quote))
    free = [at for at in _places(quote, later) if not any(block.holds(at, len(quote)) for block in kept)]
    if len(quote.strip()) < _FEWEST or not free:
        return None
    start = max(free, key=lambda at: (_context(span, at, earlier, later), -abs(at - span.start)))
    return Span(start, start + len(quote))


@dataclass(frozen=True, slots=True)
class _Block:
    """A run of text that both have, and where."""

    old: int
    new: int
    size: int

    def holds(self, at: int, size: int) -> bool:
        """This part of the later text belongs to the run."""
        return self.new <= at and at + size <= self.new + self.size


def _kept(earlier: str, later: str) -> Iterator[_Block]:
    old = new = 0
    for kind, text in difference(earlier, later):
        if kind == "same":
            yield _Block(old, new, len(text))
        old += len(text) if kind != "added" else 0
        new += len(text) if kind != "removed" else 0


def _is_sure(span: Span, block: _Block, earlier: str, later: str) -> bool:
    """A few letters alone are kept by chance; with something of what stood around them, or at the same end, they are
    the same."""
    if span.end - span.start >= _FEWEST or block.size > span.end - span.start:
        return True
    begins = block.old == block.new == 0
    return begins or (block.old + block.size == len(earlier) and block.new + block.size == len(later))


def _places(quote: str, text: str) -> Iterator[int]:
    at = text.find(quote)
    while at >= 0:
        yield at
        at = text.find(quote, at + 1)


def _context(span: Span, at: int, earlier: str, later: str) -> int:
    """How many letters before and after are the same as around the passage."""
    size = span.end - span.start
    before = zip(reversed(earlier[: span.start]), reversed(later[:at]), strict=False)
    after = zip(earlier[span.end :], later[at + size :], strict=False)
    return _run(before) + _run(after)


def _run(pairs: "zip[tuple[str, str]]") -> int:
    run = 0
    for one, other in pairs:
        if one != other or run == _CONTEXT:
            break
        run += 1
    return run
