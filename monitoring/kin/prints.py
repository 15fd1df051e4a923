"""Prints of texts, so that near-identical ones find each other (M4). Pure; a batch at a time by numpy.

A print is the least of 64 hashes over all three-character pieces of a text, four bits of each: two prints agree in as
many places as the texts have pieces in common, and by chance in one of sixteen more. Ten of the hashes, two to a band,
are keys by which candidates are found; a sixth key is the whole text, so that an exact copy is found even when other
groups hold the five. `content.lint.likeness` does the same for single texts with more bands and
exact words; at some 1 ms a text it is a hundred times too slow for what comes in here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

HASHES, BANDS, ROWS = 64, 5, 2
KEYS = BANDS + 1
"""The bands, and the whole text."""
LIKE = 0.5
"""Share of common pieces from which on two texts are one group."""
_PIECE = 3
_SEEDS = np.random.default_rng(20_261_123).integers(1, 2**32, size=(HASHES, 2), dtype=np.uint64)
_BATCH = 1024
_CHANCE = 1 / 16


@dataclass(frozen=True, slots=True)
class Prints:
    """Of n texts: `marks` n × 64 numbers below 16, `bands` n × 6 keys (signed, 64 bits), the last of the whole text."""

    marks: NDArray[np.uint8]
    bands: NDArray[np.int64]


def prints_of(texts: Sequence[str]) -> Prints:
    """The prints of bare texts (`carried_all`); each has to have at least three characters."""
    made = [_batch(texts[first : first + _BATCH]) for first in range(0, len(texts), _BATCH)]
    if not made:
        return Prints(np.empty((0, HASHES), np.uint8), np.empty((0, KEYS), np.int64))
    return Prints(np.concatenate([one.marks for one in made]), np.concatenate([one.bands for one in made]))


def alike(marks: NDArray[np.uint8], others: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The share of pieces that each pair has in common, row by row, as well as prints can tell (± 0.06)."""
    agree = (marks == others).mean(axis=-1)
    return np.asarray((agree - _CHANCE) / (1 - _CHANCE), dtype=np.float64)


def packed(marks: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Prints as they are kept: n × 32 bytes."""
    return np.asarray(marks[:, ::2] << 4 | marks[:, 1::2], dtype=np.uint8)


def unpacked(kept: bytes) -> NDArray[np.uint8]:
    """n prints of kept bytes, one after the other."""
    flat = np.frombuffer(kept, np.uint8).reshape(-1, HASHES // 2)
    return np.stack([flat >> 4, flat & 15], axis=2).reshape(len(flat), HASHES)


def _batch(texts: Sequence[str]) -> Prints:
    hashes, starts = _pieces(texts)
    least = np.empty((HASHES, len(texts)), np.uint32)
    for number, (factor, more) in enumerate(_SEEDS.astype(np.uint32)):
        least[number] = np.minimum.reduceat(_mixed(hashes * (factor | np.uint32(1)) + more), starts)
    wide = least[: BANDS * ROWS].astype(np.uint64).reshape(BANDS, ROWS, len(texts))
    salt = np.arange(BANDS, dtype=np.uint64)[:, None]
    bands = (wide[:, 0] << np.uint64(32) | wide[:, 1]) * np.uint64(0x9E3779B97F4A7C15) + salt
    keys = np.concatenate([bands.view(np.int64).T, _wholes(texts)[:, None]], axis=1)
    return Prints((least & np.uint32(15)).astype(np.uint8).T, keys)


def _wholes(texts: Sequence[str]) -> NDArray[np.int64]:
    """A key of each text as it stands."""
    digests = b"".join(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest() for text in texts)
    return np.frombuffer(digests, np.int64)


def _mixed(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return hashes ^ (hashes >> np.uint32(15))


def _pieces(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """A hash of every three characters of all texts, and where each text begins among them."""
    lengths = np.array([len(text) for text in texts], np.int64)
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint32)
    first, second, third = (
        codes[at : len(codes) - _PIECE + 1 + at] * np.uint32(factor)
        for at, factor in enumerate((0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F))
    )
    hashes = _mixed((first ^ (second >> np.uint32(3))) * np.uint32(0x9E3779B1) + third)
    ends = np.cumsum(lengths)
    kept = np.ones(len(hashes), bool)
    inner = ends[:-1]
    kept[np.concatenate([inner - 1, inner - 2])] = False
    starts = np.concatenate([[0], ends[:-1] - (_PIECE - 1) * np.arange(1, len(texts))]).astype(np.int64)
    return hashes[kept], starts
