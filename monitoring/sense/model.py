"""A judging model as a file (M4): one line of JSON, then packed numbers under a checksum. Not a pickle: reading one
runs no code, and the same training gives the same bytes.

Two linear heads stand over the same features: polarity (against, neutral, for) and kind (five kinds and none of them).
"""

import hashlib
import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from monitoring.sense.features import BUCKETS, Rows, summed

MAGIC: Final = b"WOSENSE1\n"
POLARITIES: Final = (-1, 0, 1)
KINDS: Final = ("question", "complaint", "praise", "suggestion", "noise", "")
"""The last one is a text that is none of the five: somebody tells what happened."""
OUTPUTS: Final = len(POLARITIES) + len(KINDS)


class BadModel(Exception):
    """The file is none of ours, or was damaged."""


@dataclass(frozen=True)
class Model:
    """`weights` has a row a bucket and a column an output; `rarity` is the idf of each bucket."""

    rarity: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    facts: dict[str, Any]

    def scores(self, rows: Rows) -> NDArray[np.float32]:
        """Raw scores of each row for each output, shape (rows, OUTPUTS)."""
        rarity = self.rarity[rows.buckets]
        length = np.sqrt(summed(rarity * rarity, rows))
        length[length == 0] = 1
        raw = summed(self.weights[rows.buckets] * rarity[:, None], rows)
        return np.asarray(raw / length[:, None] + self.bias, np.float32)


def packed(
    rarity: NDArray[np.float32], weights: NDArray[np.float32], bias: NDArray[np.float32], facts: dict[str, Any]
) -> Model:
    """Round trained numbers to 16 bits; what is measured and shipped is the rounded model."""
    return Model(_short(rarity), _short(weights), bias.astype(np.float32), facts)


def dumped(model: Model) -> bytes:
    """The model as the bytes of a file."""
    body = b"".join(
        [
            model.rarity.astype("<f2").tobytes(),
            model.weights.T.astype("<f2").tobytes(),
            model.bias.astype("<f4").tobytes(),
        ]
    )
    head = {"buckets": BUCKETS, "outputs": OUTPUTS, "sha256": _checksum(model.facts, body), "facts": model.facts}
    return MAGIC + _line(head) + b"\n" + zlib.compress(body, 9)


def loaded(data: bytes) -> Model:
    """The model in these bytes. Raises `BadModel` when they are not exactly what was written."""
    try:
        if not data.startswith(MAGIC):
            raise BadModel("no model of ours")
        line, rest = data[len(MAGIC) :].split(b"\n", 1)
        head = json.loads(line)
        body = zlib.decompress(rest)
        if (head["buckets"], head["outputs"]) != (BUCKETS, OUTPUTS):
            raise BadModel("made for other features")
        if _checksum(head["facts"], body) != head["sha256"]:
            raise BadModel("checksum does not fit")
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        raise BadModel(str(error)) from error
    return _unpacked(body, head["facts"])


def read_model(path: Path) -> Model:
    """The model in a file."""
    return loaded(path.read_bytes())


def _unpacked(body: bytes, facts: dict[str, Any]) -> Model:
    cut = 2 * BUCKETS
    end = cut + cut * OUTPUTS
    if len(body) != end + 4 * OUTPUTS:
        raise BadModel("wrong length")
    rarity = np.frombuffer(body[:cut], "<f2").astype(np.float32)
    weights = np.frombuffer(body[cut:end], "<f2").reshape(OUTPUTS, BUCKETS).T.astype(np.float32)
    return Model(rarity, np.ascontiguousarray(weights), np.frombuffer(body[end:], "<f4").astype(np.float32), facts)


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _checksum(facts: Any, body: bytes) -> str:
    return hashlib.sha256(_line(facts) + body).hexdigest()


def _short(numbers: NDArray[np.float32]) -> NDArray[np.float32]:
    return numbers.astype(np.float16).astype(np.float32)
