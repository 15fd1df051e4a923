"""What the readers of single formats share: batches, and what a file's name tells."""

import re
from dataclasses import dataclass
from pathlib import PurePath

from monitoring.readers.rows import Record, Refusal

# All that one record of a file gives: a repost brings its original along.
Batch = tuple[Record | Refusal, ...]

_UID = re.compile(r"(?<!\d)[1-9]\d{8,9}(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose posts a file holds when its rows do not say (weibo-crawler names its files after the user id)."""

    author_id: str = ""
    author_name: str = ""


def origin_of(name: str) -> Origin:
    """Read the user id out of a file name such as ``1669879400.csv``."""
    match = _UID.search(PurePath(name).stem)
    return Origin(author_id=match.group() if match else "")
