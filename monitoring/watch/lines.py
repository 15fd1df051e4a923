"""Words of a set as people type them, one a line. Pure, and the same line again after reading and writing.

汉源 / 汗源 / 汉原                      a word with its misspellings
统一 + 方便面、老坛 - 战线、思想         counts only near one of the first, and near none of the second
=AI                                    no Latin letter or digit directly beside it
"""

import re
from typing import Final

from monitoring.watch.rules import REACH, Guard, Word

_SPELLING: Final = re.compile("[/／]")
_CONTEXT: Final = re.compile("[、,，/／]")
_GUARD: Final = re.compile(r"\s([+＋\-－−])\s")
_SIGNS: Final = frozenset(["", *"+＋-－−"])
"""No word: what is left of a line that somebody has not finished."""
_EDGE: Final = re.compile(r"^(?:[+＋\-－−]\s+)+|(?:\s+[+＋\-－−])+$")
_NEAR: Final = frozenset("+＋")
_WHOLE: Final = ("=", "＝")
_HEAD: Final = re.compile(r"^(?:[=＝\s]|[+＋\-－−]\s)+")
"""What may stand before a spelling, and signs that somebody left there without a word."""


def word_of(line: str, *, reach: int = REACH) -> Word | None:
    """The word of a line; None for a line without one."""
    head, *rest = _GUARD.split(f"{line} ")
    written = _parts(_SPELLING, head)
    whole = bool(written) and written[0].startswith(_WHOLE)
    spellings = [spelling for part in written if (spelling := _HEAD.sub("", part)) not in _SIGNS]
    if not spellings:
        return None
    near: dict[str, None] = {}
    far: dict[str, None] = {}
    for sign, texts in zip(rest[::2], rest[1::2], strict=True):
        (near if sign in _NEAR else far).update(dict.fromkeys(_parts(_CONTEXT, texts)))
    guard = Guard(tuple(near), tuple(far), reach, whole) if near or far or whole else Guard(reach=reach)
    return Word(spellings[0], tuple(dict.fromkeys(spellings[1:])), guard)


def words_of(text: str, *, reach: int = REACH) -> tuple[Word, ...]:
    """One word a line; lines without a word are skipped."""
    return tuple(word for line in text.splitlines() if (word := word_of(line, reach=reach)))


def lines_of(text: str) -> tuple[str, ...]:
    """Plain lines without blanks around them and without empty ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def line_of(word: Word) -> str:
    """The line that `word_of` reads as this word."""
    line = " / ".join(word.spellings)
    guard = word.guard
    if guard.whole:
        line = f"={line}"
    if guard.near:
        line += f" + {'、'.join(guard.near)}"
    if guard.far:
        line += f" - {'、'.join(guard.far)}"
    return line


def _parts(separator: "re.Pattern[str]", text: str) -> list[str]:
    """What stands between separators; a sign that stands alone at an edge is no part of a word."""
    parts = [_EDGE.sub("", part.strip()).strip() for part in separator.split(text)]
    return [part for part in parts if part not in _SIGNS]
