"""The files of a draw: the published entries, and beside them what answers an entrant without reading a million lines.

`entries.txt` is public; `rows` holds the key of the row behind each line, 8 bytes each; `tree` the nodes of the Merkle
tree, level after level, 32 bytes each.
"""

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from campaigns.draw import BadFile, Checked, EntryLine, Header, Tree, entry_id, header_for, opened, verify, write_file
from campaigns.draw.merkle import Proof, proof_from
from campaigns.models import Campaign, Entry, Verdict

CHUNK = 20_000


@dataclass(frozen=True)
class Written:
    """What was published, and how many entries may win."""

    header: Header
    valid: int


def write(campaign: Campaign, *, folder: str, key: bytes, tell: Callable[[int], None], **header: Any) -> Written:
    """Write all files of a campaign's entries into a new folder below the uploads.

    Call it while nobody may change entries. `tell` hears how far it is: each entry counts twice, read and written.
    """
    found = Entry.objects.filter(campaign=campaign).values_list("pk", "uid", "weight", "verdict", "reasons")
    rows, valid = [], 0
    for pk, uid, weight, verdict, reasons in found.iterator(chunk_size=CHUNK):
        rows.append((EntryLine(entry_id(uid, key)[0], weight, verdict, tuple(reasons)).written, pk))
        valid += verdict == Verdict.VALID
        if len(rows) % CHUNK == 0:
            tell(len(rows))
    rows.sort()
    lines = [line for line, _pk in rows]
    told = header_for(lines, campaign=campaign.name, **header)
    tell(len(rows) * 3 // 2)
    place = _place(folder)
    place.mkdir(parents=True)
    write_file(place / "entries.txt", told, lines)
    (place / "rows").write_bytes(b"".join(pk.to_bytes(8, "big") for _line, pk in rows))
    (place / "tree").write_bytes(b"".join(Tree.over(lines).levels))
    for file in place.iterdir():
        _settle(file)
    tell(2 * len(rows))
    return Written(told, valid)


def remove(folder: str) -> None:
    """Take the files of a draw away that was never published."""
    shutil.rmtree(_place(folder), ignore_errors=True)


def path_of(folder: str) -> Path:
    """The published file."""
    return _place(folder) / "entries.txt"


def checked(folder: str, commitment: str, values: Sequence[str] = ()) -> Checked | None:
    """The file read once and, with the values, drawn from. None: it is missing or not the one that was committed to."""
    try:
        found = verify(path_of(folder), values)
    except (OSError, BadFile):
        return None
    return found if found.is_whole and found.header.commitment == commitment else None


def entry_keys(folder: str, numbers: list[int]) -> list[int]:
    """The keys of the rows behind some lines of the file."""
    with (_place(folder) / "rows").open("rb") as file:
        return [_at(file, 8, number) for number in numbers]


def find(folder: str, name: str) -> tuple[int, str] | None:
    """(number from 0, the line) of the entry with this id: a fifth of a second for a million lines."""
    wanted = f"{name} ".encode()
    with opened(path_of(folder)) as (_header, file):
        for number, line in enumerate(file):
            if line.startswith(wanted):
                return number, line.decode().rstrip("\n")
    return None


def proof(folder: str, number: int, entries: int) -> Proof:
    """The proof of inclusion of a line, from a few reads of the tree."""
    sizes = [entries]
    while sizes[-1] > 1:
        sizes.append((sizes[-1] + 1) // 2)
    starts = [sum(sizes[:level]) for level in range(len(sizes))]
    with (_place(folder) / "tree").open("rb") as file:

        def node(level: int, place: int) -> bytes:
            file.seek(32 * (starts[level] + place))
            return file.read(32)

        return proof_from(sizes, number, node)


def _settle(path: Path) -> None:
    """On the disk before the commitment is: a machine that loses power may not keep one without the other."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _at(file: Any, width: int, number: int) -> int:
    file.seek(width * number)
    return int.from_bytes(file.read(width), "big")


def _place(folder: str) -> Path:
    return Path(settings.MEDIA_ROOT) / folder
