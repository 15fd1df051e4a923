"""Other characters that sound like a word's: how people mistype a name (M1: 汗源 for 汉源). Pure."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import islice, product

from pypinyin import lazy_pinyin

LONGEST = 6
MOST = 1500
"""Candidates of one word."""


def homophones(word: str) -> list[str]:
    """Words that sound the same, one character changed, in a word of two also both. Only Chinese words of 2 to 6."""
    if not 2 <= len(word) <= LONGEST or not all(char in _sounds() for char in word):
        return []
    return list(islice(dict.fromkeys(_changed(word)), MOST))


def _changed(word: str) -> Iterator[str]:
    for place, char in enumerate(word):
        for other in _alike(char):
            yield word[:place] + other + word[place + 1 :]
    if len(word) == 2:
        yield from map("".join, product(_alike(word[0]), _alike(word[1])))


def _alike(char: str) -> list[str]:
    return [other for other in _by_sound()[_sounds()[char]] if other != char]


@cache
def _sounds() -> dict[str, str]:
    """Common simplified characters (the first level of GB 2312) with their sound, tones aside."""
    rows = range(0xB0, 0xD8)
    chars = [
        bytes((row, cell)).decode("gb2312")
        for row in rows
        for cell in range(0xA1, 0xFF)
        if not (row == 0xD7 and cell > 0xF9)
    ]
    return dict(zip(chars, lazy_pinyin("".join(chars), errors="ignore"), strict=True))


@cache
def _by_sound() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for char, sound in _sounds().items():
        found[sound].append(char)
    return found
