"""From the commitment and the public values to a stream of fair numbers (P8)."""

import hmac
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

SEED = b"weibo-ops-draw 1 seed"
BELOW = 2**64


Source = Mapping[str, Any]
"""A public value named in advance: `kind`, `at` (ISO 8601), `name`, `where`; of drand `chain` and `round`; of a number
`form`, the number of digits of each of its groups, so that there is one way to write it and no choice afterwards."""
GENESIS, PERIOD = 1692803367, 3
"""Of drand's quicknet chain: when round 1 came (seconds), and how many seconds lie between rounds."""


def value_of(source: Source, text: str) -> str:
    """The one form of what a source published, however it was typed. Raises `ValueError` when it is no such value."""
    text = unicodedata.normalize("NFKC", text)
    if source["kind"] == "drand":
        found = re.sub(r"\s", "", text).lower()
        if not re.fullmatch(r"[0-9a-f]{64}", found):
            raise ValueError("a value of drand has 64 hex digits")
        return found
    groups = re.findall(r"[0-9]+", text)
    if [len(group) for group in groups] != list(source["form"]):
        form = " ".join("0" * length for length in source["form"])
        raise ValueError(f"this value is written with digits like {form}")
    return " ".join(groups)


def check_sources(sources: Sequence[Source]) -> None:
    """At least one; each of a known kind, with its form or with the round of its time. Raises `ValueError`."""
    if not sources:
        raise ValueError("no public value is named")
    for source in sources:
        at = datetime.fromisoformat(source["at"]).timestamp()
        if source["kind"] == "drand":
            if source["round"] != -((GENESIS - int(at)) // PERIOD) + 1:
                raise ValueError("the round of drand is not the one of its time")
        elif source["kind"] != "number" or not source["form"] or min(source["form"]) < 1:
            raise ValueError("a public value is not described as it must be")


def seed_of(commitment: str, sources: Sequence[Source], texts: Sequence[str]) -> bytes:
    """HKDF-SHA256 (RFC 5869) of the values in the order of their sources under the commitment: 32 bytes.

    Raises `ValueError` when there are more or fewer than were named, or one is not as it was described.
    """
    if len(texts) != len(sources):
        raise ValueError(f"{len(sources)} public values were named, not {len(texts)}")
    parts = [
        part for source, text in zip(sources, texts, strict=True) for part in (source["kind"], value_of(source, text))
    ]
    material = b"".join(_with_length(part.encode()) for part in parts)
    extracted = hmac.digest(bytes.fromhex(commitment), material, "sha256")
    return hmac.digest(extracted, SEED + b"\x01", "sha256")


def stream(seed: bytes) -> Iterator[int]:
    """Numbers of 64 bits without end: HMAC-SHA256 of a counter (8 bytes), four numbers a block, big-endian."""
    counter = 0
    while True:
        block = hmac.digest(seed, counter.to_bytes(8, "big"), "sha256")
        for start in range(0, 32, 8):
            yield int.from_bytes(block[start : start + 8], "big")
        counter += 1


def below(numbers: Iterator[int], limit: int) -> int:
    """A number from 0 to `limit` - 1, all equally likely: those of the last, incomplete round are rejected."""
    whole = BELOW - BELOW % limit
    while (number := next(numbers)) >= whole:
        pass
    return number % limit


def _with_length(part: bytes) -> bytes:
    return len(part).to_bytes(4, "big") + part
