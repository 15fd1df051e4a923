"""Find words in a text however they are written: full width, capitals, blanks or invisible signs in between. Pure."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

_INVISIBLE = re.compile(
    "[\\s#\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]+"
)


def squeeze(text: str) -> str:
    """One width (NFKC), one case, no blanks, hash or invisible signs: equal for all ways to write the same words."""
    for _round in range(6):  # taking signs out may bring together what composes: until nothing changes any more
        plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text).casefold())
        if plain == text:
            break
        text = plain
    return text


def holds_words(text: str, squeezed_words: Iterable[str]) -> bool:
    """Whether one of the words (each already through `squeeze`) stands in `text`."""
    plain = squeeze(text)
    return any(word in plain for word in squeezed_words if word)


def find_words(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where the words stand in `text` as written: (start, end), in order, overlapping ones joined."""
    plain = squeeze(text)
    sought = [word for each in words if (word := squeeze(each)) and word in plain]
    if not sought:
        return []
    # How much of the squeezed text each beginning of the text makes: leads back from one to the other.
    made = [len(squeeze(text[:end])) for end in range(len(text) + 1)]
    found: list[tuple[int, int]] = []
    for word in sought:
        at = plain.find(word)
        while at >= 0:
            found.append((max(bisect_right(made, at) - 1, 0), min(bisect_left(made, at + len(word)), len(text))))
            at = plain.find(word, at + 1)
    return _joined(sorted(found))


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return joined
