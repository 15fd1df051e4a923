"""How alike two texts are: hash of the words for repeats, bands of min-hashes for near ones (C12). Pure.

A text becomes the set of its three-character pieces, taken clause by clause so that the order of clauses does not
matter; links, topics, emoticons, signs and blanks are left out, and every number counts as the same number. Likeness
is the share of pieces that two sets have in common.

A sketch finds candidates through an index: 72 min-hashes, three to a band, one key for a band. Two texts with 60% of
their pieces in common share a band with 99.7%, two that share only a turn of phrase with less than one in a thousand:
a single min-hash would find everybody who writes 今天的.
"""

import hashlib
import re
import struct
import unicodedata
import zlib
from typing import Any

from weibo.text import normalise_for_match

PIECE = 3
BANDS, ROWS = 24, 3
RECIPE = 2
"""Which way of making sketches this is: stored beside each; `refresh_sketches` renews those made another way."""

_TOPIC = re.compile(r"#[^#\n]{1,60}#")
_EMOTICON = re.compile(r"\[[^\[\]\s]{1,8}\]")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_BREAK = re.compile(r"[\s。！？!?；;，,、：:…~|/]+")
_FEWEST = 6


def text_key(text: str) -> str:
    """Equal for texts that differ only in blanks, links, width or hash signs; empty when no words remain."""
    words = normalise_for_match(text)
    return hashlib.sha256(words.encode()).hexdigest() if words else ""


def clauses(text: str) -> list[str]:
    """The bare words of each clause; with topics when next to nothing would remain."""
    plain = unicodedata.normalize("NFKC", text)
    found = _bare(_TOPIC.sub(" ", plain))
    return found if sum(map(len, found)) >= _FEWEST else _bare(plain)


def _bare(text: str) -> list[str]:
    text = _NUMBER.sub("0", _EMOTICON.sub("", text))
    parts = (normalise_for_match(part).lower() for part in _BREAK.split(_without_links(text)))
    return [words for part in parts if (words := "".join(letter for letter in part if letter.isalnum()))]


def _without_links(text: str) -> str:
    """Links are cut before the text is split at their signs."""
    return re.sub(r"https?://[\w./?=&%#-]*", " ", text, flags=re.ASCII)


def pieces(text: str) -> frozenset[str]:
    """The set of three-character pieces of all clauses; a shorter clause is one piece."""
    found = set()
    for words in clauses(text):
        found |= {words[at : at + PIECE] for at in range(max(1, len(words) - PIECE + 1))}
    return frozenset(found)


def sketch(text: str) -> list[int]:
    """One key (32 bits, signed) for each band; empty for a text without words."""
    hashes = [_hash(piece.encode()) for piece in pieces(text)]
    if not hashes:
        return []
    least = [min(map(seed.__xor__, hashes)) for seed in _SEEDS]
    return [_band(number, least[number * ROWS : (number + 1) * ROWS]) for number in range(BANDS)]


def _hash(data: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(data, digest_size=4).digest())


_SEEDS = tuple(_hash(b"row %d" % number) for number in range(BANDS * ROWS))


def _band(number: int, least: list[int]) -> int:
    return zlib.crc32(struct.pack(f">B{ROWS}I", number, *least)) - (1 << 31)


def marks_of(text: str) -> dict[str, Any]:
    """What a version keeps of its text, so that repeats are found: the fields by name."""
    return {"text_key": text_key(text), "sketch": sketch(text), "sketch_recipe": RECIPE}


def likeness(one: str, other: str) -> float:
    """The share of pieces in common, 0 to 1."""
    return share_of(pieces(one), pieces(other))


def share_of(first: frozenset[str], second: frozenset[str]) -> float:
    """The same for pieces that are at hand."""
    union = len(first | second)
    return len(first & second) / union if union else 0.0
