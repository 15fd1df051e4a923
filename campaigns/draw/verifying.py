"""Repeating a draw from its published file (P8)."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from campaigns.draw.entries import BadFile, Header, opened, rows_of
from campaigns.draw.merkle import root_of
from campaigns.draw.picking import Pick, pick
from campaigns.draw.seeding import seed_of


@dataclass(frozen=True)
class Checked:
    """What came out. `is_whole`: number and root of the entries are those of the header."""

    header: Header
    is_whole: bool
    seed: str
    picks: list[Pick]


def verify(path: Path, texts: Sequence[str] = ()) -> Checked:
    """Read the file, compute its root, and with the values in the order of their sources draw again.

    Raises `BadFile`, and `ValueError` for a value.
    """
    with opened(path) as (header, file):
        body = file.read()
    if body and not body.endswith(b"\n"):
        raise BadFile("the last line has no end")
    lines = body.split(b"\n")[:-1]
    is_whole = len(lines) == header.entries and root_of(lines) == header.root
    if not texts or not is_whole:
        deque(rows_of(lines), maxlen=0)
        return Checked(header, is_whole, "", [])
    seed = seed_of(header.commitment, header.sources, texts)
    picks = pick(rows_of(lines), prizes=header.prizes, reserves=header.reserves, seed=seed)
    return Checked(header, is_whole, seed.hex(), picks)
