"""A draw that anyone can repeat (P8): standard library only, no Django. The method is told in docs/draw.md.

header + one line per entry, sorted  →  Merkle root  →  commitment     (published before the value exists)
commitment + public values  →  HKDF  →  seed  →  rejection sampling    →  winners and reserves, in order
"""

from campaigns.draw.entries import (
    ENGINE,
    BadFile,
    EntryLine,
    Header,
    entry_id,
    header_for,
    opened,
    read_header,
    rows_of,
    write_file,
)
from campaigns.draw.merkle import Tree, proof_holds, root_of
from campaigns.draw.picking import Pick, pick
from campaigns.draw.seeding import Source, check_sources, seed_of, stream, value_of
from campaigns.draw.verifying import Checked, verify

__all__ = [
    "ENGINE",
    "BadFile",
    "Checked",
    "EntryLine",
    "Header",
    "Pick",
    "Source",
    "Tree",
    "check_sources",
    "entry_id",
    "header_for",
    "opened",
    "pick",
    "proof_holds",
    "read_header",
    "root_of",
    "rows_of",
    "seed_of",
    "stream",
    "value_of",
    "verify",
    "write_file",
]
