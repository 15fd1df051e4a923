"""What differs between two texts: changed passages and moved clauses of each, for people to see (C12). Pure.

Clauses are compared first, so that a clause in another place is told as moved and not as written anew; what is left is
compared word by word with the clause that it resembles most.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from content.lint.likeness import clauses

_CLAUSE = re.compile(r"[^。！？!?；;，,\n]*[。！？!?；;，,\n]+|[^。！？!?；;，,\n]+")
_TOKEN = re.compile(r"[A-Za-z]+|\d+(?:[.,:]\d+)*|\s+|.", re.DOTALL)
_RESEMBLES = 0.4
_MOST_CLAUSES = 120


class Kind(StrEnum):
    SAME = "same"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a text as written. The passages of a text in a row are the text."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Differences:
    """The passages of what is written now, and of the earlier text."""

    ours: tuple[Passage, ...]
    theirs: tuple[Passage, ...]

    @property
    def has_moved(self) -> bool:
        return any(passage.kind == Kind.MOVED for passage in self.ours)

    @property
    def has_changed(self) -> bool:
        return any(passage.kind == Kind.CHANGED for passage in (*self.ours, *self.theirs))


def differences(ours: str, theirs: str) -> Differences:
    """Both texts in passages; the same text in one, and a text with nothing in common in one changed passage."""
    first, second = _cut(ours), _cut(theirs)
    marked_first: list[list[Passage]] = [[] for _part in first]
    marked_second: list[list[Passage]] = [[] for _part in second]
    left, right = _keep_in_place(first, second, marked_first, marked_second)
    left, right = _keep_moved(first, second, left, right, marked_first, marked_second)
    _compare(first, second, left, right, marked_first, marked_second)
    return Differences(_joined(marked_first), _joined(marked_second))


def difference(earlier: str, later: str) -> Iterator[tuple[str, str]]:
    """("same" | "removed" | "added", text) in reading order; words of Latin letters and numbers are not cut."""
    old, new = _TOKEN.findall(earlier), _TOKEN.findall(later)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            yield "same", "".join(old[old_from:old_to])
            continue
        if old_to > old_from:
            yield "removed", "".join(old[old_from:old_to])
        if new_to > new_from:
            yield "added", "".join(new[new_from:new_to])


def _cut(text: str) -> list[str]:
    """Clauses with the signs that end them; a text of very many in one piece."""
    found = _CLAUSE.findall(text)
    return found if len(found) <= _MOST_CLAUSES else [text]


Marked = list[list[Passage]]


def _keep_in_place(
    first: list[str], second: list[str], marked_first: Marked, marked_second: Marked
) -> tuple[list[int], list[int]]:
    """Marks equal clauses in the same order; returns the numbers of the others."""
    left, right = set(range(len(first))), set(range(len(second)))
    for block in difflib.SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks():
        for step in range(block.size):
            marked_first[block.a + step] = [Passage(Kind.SAME, first[block.a + step])]
            marked_second[block.b + step] = [Passage(Kind.SAME, second[block.b + step])]
            left.discard(block.a + step)
            right.discard(block.b + step)
    return sorted(left), sorted(right)


def _keep_moved(
    first: list[str], second: list[str], left: list[int], right: list[int], marked_first: Marked, marked_second: Marked
) -> tuple[list[int], list[int]]:
    """Marks clauses with the same words in another place, whatever sign ends them."""
    keys_left = {number: "".join(_words(first[number])) for number in left}
    keys_right = {number: "".join(_words(second[number])) for number in right}
    both = Counter(keys_left.values()) & Counter(keys_right.values())
    both.pop("", None)
    return (
        _take(first, keys_left, Counter(both), marked_first),
        _take(second, keys_right, Counter(both), marked_second),
    )


def _words(clause: str) -> list[str]:
    """The words of a clause, numbers as they are."""
    return [clause.lower().strip(" 。！？!?；;，,\n\r\t")] if clauses(clause) else []


def _take(parts: list[str], keys: dict[int, str], moved: "Counter[str]", marked: Marked) -> list[int]:
    others = []
    for number, key in keys.items():
        if moved[key] > 0:
            moved[key] -= 1
            marked[number] = [Passage(Kind.MOVED, parts[number])]
        else:
            others.append(number)
    return others


def _compare(
    first: list[str], second: list[str], left: list[int], right: list[int], marked_first: Marked, marked_second: Marked
) -> None:
    """Each clause that is left beside the one it resembles most; one that resembles none is changed as a whole."""
    free = list(right)
    for number in left:
        pairs = [(_Pair.of(first[number], second[other]), other) for other in free]
        pair, other = max(pairs, key=lambda pair: pair[0].ratio, default=(None, 0))
        if pair is None or pair.ratio < _RESEMBLES:
            marked_first[number] = [Passage(Kind.CHANGED, first[number])]
            continue
        free.remove(other)
        marked_first[number], marked_second[other] = list(pair.passages(0)), list(pair.passages(1))
    for number in free:
        marked_second[number] = [Passage(Kind.CHANGED, second[number])]


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two clauses in words, and how much of them is the same."""

    words: tuple[list[str], list[str]]
    matcher: "difflib.SequenceMatcher[str]"
    ratio: float

    @classmethod
    def of(cls, one: str, other: str) -> "_Pair":
        words = (_TOKEN.findall(one), _TOKEN.findall(other))
        matcher = difflib.SequenceMatcher(None, *words, autojunk=False)
        return cls(words, matcher, matcher.ratio() if matcher.quick_ratio() >= _RESEMBLES else 0.0)

    def passages(self, side: int) -> Iterator[Passage]:
        """One of the two, word by word: the same or changed."""
        for tag, *ends in self.matcher.get_opcodes():
            start, end = ends[2 * side : 2 * side + 2]
            if end > start:
                yield Passage(Kind.SAME if tag == "equal" else Kind.CHANGED, "".join(self.words[side][start:end]))


def _joined(marked: Marked) -> tuple[Passage, ...]:
    """Neighbours of one kind become one passage."""
    found: list[Passage] = []
    for passage in (passage for part in marked for passage in part):
        if found and found[-1].kind == passage.kind != Kind.MOVED:
            found[-1] = Passage(passage.kind, found[-1].text + passage.text)
        else:
            found.append(passage)
    return tuple(found)
