"""How alike two texts are: hash of the words for repeats, min-hashes for near ones (C12). Pure.

A text becomes the set of its three-character pieces without links, blanks and hash signs; likeness is the share of
pieces that two sets have in common. A sketch of 16 min-hashes finds candidates through an index.
"""

import hashlib
import zlib

from weibo.text import normalise_for_match

PIECE = 3
_PRIME = (1 << 31) - 1
# Fixed odd multipliers and offsets: sketches are stored, so these may never change without recomputing them.
_SEEDS = tuple((2 * (7919 * n % 104729) + 1, 15485863 * n % _PRIME) for n in range(1, 17))


def text_key(text: str) -> str:
    """Equal for texts that differ only in blanks, links, width or hash signs; empty when no words remain."""
    words = normalise_for_match(text)
    return hashlib.sha256(words.encode()).hexdigest() if words else ""


def pieces(text: str) -> frozenset[str]:
    """The set of three-character pieces; a shorter text is one piece."""
    words = normalise_for_match(text).lower()
    if len(words) <= PIECE:
        return frozenset({words} - {""})
    return frozenset(words[at : at + PIECE] for at in range(len(words) - PIECE + 1))


def sketch(text: str) -> list[int]:
    """Sixteen min-hashes, each below 2³¹; empty for a text without words."""
    hashes = [zlib.crc32(piece.encode()) % _PRIME for piece in pieces(text)]
    return [min((a * value + b) % _PRIME for value in hashes) for a, b in _SEEDS] if hashes else []


def likeness(one: str, other: str) -> float:
    """The share of pieces in common, 0 to 1."""
    first, second = pieces(one), pieces(other)
    union = len(first | second)
    return len(first & second) / union if union else 0.0
