"""How long Weibo thinks a text is (weibo-api 7.1, rule C4)."""

import re

LENGTH_LIMIT = 140
# Weibo's own check is unpublished and was measured to be stricter: warn from here on.
LENGTH_SOFT_LIMIT = 130

URL = re.compile(r"https?://[A-Za-z0-9][-A-Za-z0-9_$.+!*'()/,:;@&=?~#%|]*", re.IGNORECASE | re.ASCII)

_URL_COST = 20
_URL_FREE_LENGTH = 140
_ASCII_END = "\x80"
# What JavaScript's trim() removes; Python's strip() would also take the separators U+001C to U+001F.
_BLANKS = "\t\n\v\f\r \xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))


def half_units(text: str) -> int:
    """Return the cost of ``text`` without links: 1 up to U+0080, else 2 for each UTF-16 code unit."""
    return sum(1 if char <= _ASCII_END else 2 if char <= "\uffff" else 4 for char in text)


def weibo_length(text: str) -> int:
    """Return the length in Chinese characters as the publisher counts it; a post may hold ``LENGTH_LIMIT``.

    Every link counts 10 because it becomes a short link; what a link has beyond 140 half units is added.
    """
    trimmed = text.strip(_BLANKS)
    total = 0
    end = 0
    for match in URL.finditer(trimmed):
        total += half_units(trimmed[end : match.start()]) + _link_cost(match.end() - match.start())
        end = match.end()
    total += half_units(trimmed[end:])
    return -(-total // 2)


def _link_cost(length: int) -> int:
    return _URL_COST + max(0, length - _URL_FREE_LENGTH)
