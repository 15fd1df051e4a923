"""Many ways to write the same word as one: width, case, traditional characters, signs slipped in between. Pure.

`fold` keeps every position: one character for one. `squeezed` leaves out what people slip between the characters of a
word to get it past a list, and knows where each remaining character stood.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import opencc

_FIRST_HAN, _LAST_HAN = 0x3400, 0x9FFF
_LARGEST = 0x10000

SLIPPED = frozenset("*_^`\u00ad\u034f\u061c\u115f\u1160\u180e\u20e3\u2800\u3164\ufeff\uffa0") | {
    chr(code) for first, last in ((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F))
    for code in range(first, last + 1)
}  # fmt: skip
"""Nobody writes these inside a word by chance: one of them between two characters is enough."""

SPREAD = frozenset(" \t\u00a0\u3000\u2002\u2003\u2009.-·•/\\~|+=・—…")
"""Ordinary signs. Only when they stand between all characters of a word was it spread out on purpose."""

_PICTURES = re.compile("[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
_TO_DROP = re.compile(
    "[" + re.escape("".join(sorted(SLIPPED | SPREAD))) + "\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
)


@cache
def _table() -> dict[int, int]:
    """For `str.translate`: what NFKC makes one character of, small letters, simplified characters."""
    table = {}
    for code in range(0x80, _LARGEST):
        plain = unicodedata.normalize("NFKC", chr(code)).lower()
        if len(plain) == 1 and plain != chr(code) and plain != " ":
            table[code] = ord(plain)
    table |= {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
    han = [chr(code) for code in range(_FIRST_HAN, _LAST_HAN + 1)]
    simple = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    table |= {ord(old): ord(new) for old, new in zip(han, simple, strict=True) if len(new) == 1 and new != old}
    return table


def fold(text: str) -> str:
    """Same length, one width, one case, simplified characters."""
    return text.translate(_table())


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A folded text without what may be slipped in; `places[n]` is where its character n stood."""

    text: str
    places: list[int]


def squeezed(folded: str) -> Squeezed | None:
    """None when nothing stands in it that may be slipped in."""
    if _TO_DROP.search(folded) is None:
        return None
    places = [place for place, char in enumerate(folded) if _TO_DROP.match(char) is None]
    return Squeezed("".join([folded[place] for place in places]), places)


def squeeze_word(folded: str) -> str:
    """A listed word as it stands in a squeezed text."""
    return _TO_DROP.sub("", folded)


def is_evasion(folded: str, places: list[int]) -> bool:
    """Whether the signs between the characters of a word (at `places`) were put there to hide it.

    A sign of `SLIPPED` alone in a gap tells. Ordinary signs and pictures tell when they fill every gap; a word of two
    characters must then stand by itself, for “到了山顶 级别” hides nothing.
    """
    gaps = [folded[here + 1 : there] for here, there in pairwise(places)]
    if any(gap and all(char in SLIPPED for char in gap) for gap in gaps):
        return True
    if not all(gaps):
        return False
    return len(places) > 2 or (_stands_free(folded, places[0] - 1) and _stands_free(folded, places[-1] + 1))


def _stands_free(folded: str, place: int) -> bool:
    """No letter, digit or Chinese character there."""
    return not 0 <= place < len(folded) or not folded[place].isalnum()
