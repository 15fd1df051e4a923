"""The entries file: a header, an empty line, one line per entry. Every byte of it is decided by its content (P8)."""

import hashlib
import hmac
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from campaigns.draw.merkle import root_of
from campaigns.draw.seeding import check_sources

ENGINE = "weibo-ops-draw 1"
VALID = "valid"
MOST = 100_000_000
"""Entries, and places to be drawn."""
_LINE = re.compile(rb"([0-9a-f]{64}) ([1-9][0-9]?|100) ([a-z_]+) (-|[a-z0-9_]+(?:,[a-z0-9_]+)*)")
_KEYS = ("campaign", "rules", "prizes", "reserves", "sources", "due", "entries", "root")


class BadFile(ValueError):
    """The file is not an entries file, or is not written the one way in which it must be."""


class EntryLine(NamedTuple):
    """One entry: `id` is 64 hex digits; only a `valid` one is drawn from; `reasons` are codes."""

    id: str
    weight: int
    verdict: str
    reasons: tuple[str, ...] = ()

    @property
    def written(self) -> bytes:
        return f"{self.id} {self.weight} {self.verdict} {','.join(self.reasons) or '-'}".encode()


@dataclass(frozen=True)
class Header:
    """What is bound together with the entries. `prizes` are (tier, name, quantity), the highest tier first.

    `sources` are the public values named in advance, as they are shown; `due` is when they exist, ISO 8601; `rules` the
    conditions and rules the entries were judged by.
    """

    campaign: str
    rules: dict[str, Any]
    prizes: tuple[tuple[int, str, int], ...]
    reserves: int
    sources: tuple[dict[str, Any], ...]
    due: str
    entries: int
    root: str

    @property
    def written(self) -> bytes:
        values = (
            self.campaign, self.rules, [list(prize) for prize in self.prizes], self.reserves, list(self.sources),
            self.due, self.entries, self.root,
        )  # fmt: skip
        lines = [f"{key}: {_json(value)}" for key, value in zip(_KEYS, values, strict=True)]
        return "\n".join([ENGINE, *lines, "", ""]).encode()

    @property
    def commitment(self) -> str:
        """SHA-256 of the header, and so of the root and of everything else that is fixed: one line to publish."""
        return hashlib.sha256(self.written).hexdigest()

    @property
    def rules_hash(self) -> str:
        return hashlib.sha256(_json(self.rules).encode()).hexdigest()

    @property
    def places(self) -> int:
        """How many are drawn: prizes and reserves."""
        return sum(quantity for _tier, _name, quantity in self.prizes) + self.reserves


def entry_id(uid: str, key: bytes) -> tuple[str, str]:
    """(id in the file, the salt that this one entrant may be told), both hex.

    Uids can be counted through, so a salt shared by all would give everybody away as soon as one knows it. Each entry
    has its own: a pseudo-random function of the uid under a key that stays secret and decides nothing about who wins.
    """
    salt = hmac.digest(key, b"salt\x00" + uid.encode(), "sha256")[:16]
    return hashlib.sha256(b"entry\x00" + salt + uid.encode()).hexdigest(), salt.hex()


def write_file(path: Path, header: Header, lines: Sequence[bytes]) -> None:
    """Write header and lines, which are sorted by their bytes and have no line end."""
    with path.open("wb") as file:
        file.write(header.written)
        file.writelines(line + b"\n" for line in lines)


@contextmanager
def opened(path: Path) -> Iterator[tuple[Header, BinaryIO]]:
    """The header, and the file standing at its first entry. Raises `BadFile`."""
    with path.open("rb") as file:
        yield read_header(file), file


def read_header(file: BinaryIO) -> Header:
    """Read up to the first entry. Raises `BadFile` for anything that is not written as `Header` writes it."""
    raw = [file.readline(1_000_000) for _key in (ENGINE, *_KEYS, "")]
    if raw[0] != ENGINE.encode() + b"\n":
        raise BadFile("this is not an entries file of this engine")
    values = []
    for key, line in zip(_KEYS, raw[1:-1], strict=True):
        name, _colon, text = line.partition(b": ")
        if name != key.encode():
            raise BadFile(f"the header has no {key}")
        try:
            values.append(json.loads(text))
        except ValueError:
            raise BadFile(f"{key} of the header cannot be read") from None
    try:
        campaign, rules, prizes, reserves, sources, due, entries, root = values
        tiers = tuple((tier, name, number) for tier, name, number in prizes)
        header = Header(campaign, rules, tiers, reserves, tuple(sources), due, entries, root)
        _check(header)
        sound = header.written == b"".join(raw)
    except (TypeError, ValueError, AttributeError, KeyError):
        sound = False
    if not sound:
        raise BadFile("the header is not written in the one way in which it must be")
    return header


def rows_of(lines: Iterable[bytes]) -> Iterator[EntryLine]:
    """Entries from lines with or without their end. Raises `BadFile` when they are not sorted, doubled or malformed."""
    before = b""
    for number, raw in enumerate(lines, 1):
        found = _LINE.fullmatch(raw.removesuffix(b"\n"))
        if found is None:
            raise BadFile(f"entry {number} is not written in the one way in which it must be")
        name, weight, verdict, reasons = found.groups()
        if name <= before:
            raise BadFile(f"entry {number} is doubled or not in order")
        before = name
        codes = () if reasons == b"-" else tuple(reasons.decode().split(","))
        yield EntryLine(name.decode(), int(weight), verdict.decode(), codes)


def header_for(lines: Sequence[bytes], **values: Any) -> Header:
    """A header with number and root of these lines. Raises `BadFile` or `ValueError` for what would not verify."""
    deque(rows_of(lines), maxlen=0)
    header = Header(entries=len(lines), root=root_of(lines), **values)
    _check(header)
    return header


def _check(header: Header) -> None:
    """Raises `ValueError` or another of its kind when something is not what it must be."""
    counts = [header.reserves, header.entries]
    texts = [header.campaign, header.due, header.root]
    for tier, name, quantity in header.prizes:
        counts += [tier, quantity]
        texts.append(name)
    if not all(type(count) is int and 0 <= count <= MOST for count in counts) or header.places > MOST:
        raise ValueError("a number is out of its bounds")
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("a text is missing")
    check_sources(header.sources)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
