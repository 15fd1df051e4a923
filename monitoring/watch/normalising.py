"""One form of a text for matching, grouping and judging. Pure.

Width, case, accents and traditional characters are one; what nobody sees is gone; emoticon codes such as `[doge]` stay.
Normalising costs more than searching, so many texts are done at once: a table of all characters is applied to their
joined code points by numpy. `unicodedata.normalize("NFKC")` with `casefold` takes some twenty times as long.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Final

import numpy as np
import opencc
from numpy.typing import NDArray

_DROP: Final = 0xFFFFFFFF
_LONGER: Final = 0xFFFFFFFE
"""Stands in the table for a character that becomes several; such texts take the slow way."""
_END: Final = "\0"
_BATCH: Final = 512
_FEW: Final = 30
_READ: Final = 0x20000
"""Compatibility forms above are left alone."""
_FIRST_HAN, _LAST_HAN = 0x3400, 0x9FFF
_SURROGATES = range(0xD800, 0xE000)
_INVISIBLE = frozenset([0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x180E, 0x2800, 0x3164, 0xFEFF, 0xFFA0]) | {
    code
    for first, last in ((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x300, 0x36F), (0xFE00, 0xFE0F))
    for code in range(first, last + 1)
}
"""Marks without width, and accents heaped on a letter."""


def normalise(text: str) -> str:
    """One text; many at once go much faster by `normalise_all`."""
    return normalise_all((text,))[0]


def normalise_all(texts: Sequence[str]) -> list[str]:
    """Each text in the form in which texts are compared. Total: any string is taken; doing it twice changes nothing."""
    return list(chain.from_iterable(normalised_batches(texts)))


def normalised_batches(texts: Sequence[str]) -> Iterator[list[str]]:
    """As `normalise_all`, some hundreds at a time, so that they stay in the processor's cache for the search."""
    for first in range(0, len(texts), _BATCH):
        yield _joined(texts[first : first + _BATCH]).split(_END)


def _joined(texts: Sequence[str]) -> str:
    """The normalised texts with `_END` between them."""
    joined = _END.join(texts)
    if joined.count(_END) != len(texts) - 1:
        joined = _END.join([text.replace(_END, "") for text in texts])
    codes = _codes(joined)
    made = np.take(_table()[0], codes)
    kept = made < _LONGER
    if kept.all():
        return _decoded(made)
    longer = np.unique(codes[made == _LONGER])
    if longer.size:
        made = np.take(_table()[0], _codes(_with_longer(joined, longer.tolist())))
        kept = made < _LONGER
    return _decoded(made[kept])


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _with_longer(text: str, codes: list[int]) -> str:
    """The text with these characters written out: each is looked for alone as long as they are few."""
    if len(codes) > _FEW:
        return text.translate(_longer())
    for code in codes:
        text = text.replace(chr(code), _longer()[code])
    return text


def _decoded(codes: NDArray[np.uint32]) -> str:
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le")


def _longer() -> dict[int, str]:
    return _table()[1]


@cache
def _table() -> tuple[NDArray[np.uint32], dict[int, str]]:
    """What each code point becomes, and those that become several characters. Made once, in a tenth of a second."""
    table = np.arange(0x110000, dtype=np.uint32)
    simple = _simplified()
    longer: dict[int, str] = {}
    for code in range(1, _READ):
        if code in _SURROGATES:
            continue
        made = _settled(chr(code), simple)
        if len(made) > 1:
            longer[code] = made
            table[code] = _LONGER
        elif made != chr(code):
            table[code] = ord(made) if made else _DROP
    table[_SURROGATES.start : _SURROGATES.stop] = ord("\ufffd")
    return table, longer


def _simplified() -> dict[str, str]:
    han = [chr(code) for code in range(_FIRST_HAN, _LAST_HAN + 1)]
    simple = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    pairs = {old: new for old, new in zip(han, simple, strict=True) if len(new) == 1 and new != old}
    # Characters that become each other, or go on to a third, end with the last.
    return {old: pairs.get(new, new) if pairs.get(new) != old else new for old, new in pairs.items()}


def _settled(char: str, simple: dict[str, str]) -> str:
    """What a character becomes when it is normalised again and again. Ellipses and the like stay one character."""
    code = ord(char)
    if code in _INVISIBLE:
        return ""
    if _FIRST_HAN <= code <= _LAST_HAN:
        return simple.get(char, char)
    if code < 0x80:
        return char.lower()
    plain = _plain(char)
    if len(plain) > 1 and not all(part.isalnum() or part in "°'/⁄" for part in plain):
        return char
    return "".join(simple.get(part, part) for part in plain)


def _plain(char: str) -> str:
    form = unicodedata.normalize("NFKC", char).casefold()
    form = unicodedata.normalize("NFKC", form).casefold()
    kept = [part for part in form if ord(part) not in _INVISIBLE]
    return "".join(_without_accent(part) for part in kept)


def _without_accent(char: str) -> str:
    parts = unicodedata.normalize("NFKD", char)
    return parts[0] if len(parts) > 1 and parts[0].isascii() and parts[0].isalpha() else char
