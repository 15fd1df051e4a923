"""Texts become rows of hashed character 1- and 2-grams (M4): binary, no dictionary, no segmentation.

Emoticons (`[泪]`, emoji), addresses, names after @ and the marks of a repost are taken out first: what a text says is
judged, not which smiley stands behind it. A question mark stays, because asking is one of the kinds.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

BITS: Final = 16
BUCKETS: Final = 1 << BITS
LONGEST: Final = 400
"""Characters of a text that are read: what somebody thinks stands at the beginning, and time stays bounded."""
BATCH: Final = 4096
"""Texts that are worked on at once; below 2**16, so that row and bucket share one 32-bit number."""

_EMOTICON: Final = (
    r"\[[^\[\]\s]{1,8}\]|[\U0001F000-\U0001FAFF\u2600-\u27bf\u2b00-\u2bff\ufe0e\ufe0f\u200d\u20e3]"
    r"|[:;=]-?[()DPp]|\^_*\^|T_+T|[>＞][_.﹏][<＜]"
)
_OUT: Final = re.compile(
    rf"{_EMOTICON}|https?://[\w./?=&%#~:+-]+|[@＠][\w\-·]+[:：]?|//|回复(?=[@＠])|网页链接|展开全文|\{{%|%\}}"
)
_UNI: Final = np.uint32(2654435761)
_LEFT: Final = np.uint32(2246822519)
_RIGHT: Final = np.uint32(3266489917)
_MIX: Final = np.uint32(668265263)
_SHIFT: Final = np.uint32(32 - BITS)


def readable(text: str) -> str:
    """The part of a text that is judged: without emoticons, names, addresses and blanks, in lower case."""
    return "".join(_OUT.sub(" ", text[: 2 * LONGEST]).lower().split())[:LONGEST]


@dataclass(frozen=True)
class Rows:
    """Sparse binary rows: `buckets[starts[i]:starts[i + 1]]` are the features of text i, each once, ascending."""

    buckets: NDArray[np.uint32]
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many features each row has."""
        return np.diff(self.starts)


def rows_of(texts: Sequence[str]) -> Rows:
    """Features of at most `BATCH` texts that went through `readable`."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    owner = np.repeat(np.arange(len(texts), dtype=np.uint32), lengths)
    one = _hashed(codes * _UNI)
    two = _hashed((codes[:-1] * _LEFT) ^ (codes[1:] * _RIGHT))
    inside = owner[:-1] == owner[1:]
    keys = np.concatenate([(owner << np.uint32(BITS)) | one, ((owner[:-1] << np.uint32(BITS)) | two)[inside]])
    keys.sort()
    first = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=first[1:])
    keys = keys[first]
    starts = np.searchsorted(keys >> np.uint32(BITS), np.arange(len(texts) + 1))
    return Rows(keys & np.uint32(BUCKETS - 1), starts.astype(np.int64))


def stacked(parts: Sequence[Rows]) -> Rows:
    """Several batches as one, for training."""
    buckets = np.concatenate([part.buckets for part in parts])
    sizes = np.concatenate([part.sizes for part in parts])
    return Rows(buckets, np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64))


def all_rows(texts: Sequence[str]) -> Rows:
    """Features of any number of raw texts."""
    plain = [readable(text) for text in texts]
    return stacked([rows_of(plain[at : at + BATCH]) for at in range(0, len(plain), BATCH)])


def summed(values: NDArray[Any], rows: Rows) -> NDArray[Any]:
    """Sum `values` (one a feature, any trailing shape) over each row; a row without features is 0."""
    total = np.zeros((len(rows), *values.shape[1:]), values.dtype)
    filled = rows.sizes > 0
    if filled.any():
        total[filled] = np.add.reduceat(values, rows.starts[:-1][filled], axis=0)
    return total


def _hashed(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    codes ^= codes >> np.uint32(15)
    codes *= _MIX
    return codes >> _SHIFT
