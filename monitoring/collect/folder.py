"""The watched folder on the disk: what lies in it, opened without being led astray, put away when it is over (M2).

Nothing is followed that points elsewhere: links are never opened, and every step of a path is checked on its own.
"""

import contextlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

DONE: Final = "done"
REFUSED: Final = "refused"
DEEPEST: Final = 3
"""Crawlers make a folder for each word or person; deeper ones are not looked into."""
MOST: Final = 5000
LONGEST: Final = 480
_UNFINISHED: Final = (".part", ".tmp", ".crdownload", ".download", ".swp", "~", "-wal", "-shm", "-journal", ".lock")
_HELD_BY: Final = ("-wal", "-journal")
_DOOR: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


class Changed(Exception):
    """Not the file any more that was looked at."""


@dataclass(frozen=True)
class Found:
    """A file as it lay there. `path` is what people read, `real` what the disk calls it; both below the folder.

    `regular` is False for links, pipes and devices.
    """

    path: str
    real: str
    size: int
    modified_ns: int
    inode: int
    regular: bool

    @property
    def mark(self) -> tuple[int, int, int]:
        """What changes when the file does."""
        return self.size, self.modified_ns, self.inode


def look(root: Path) -> list[Found]:
    """Everything that waits in the folder, by path. Raises `OSError` when the folder cannot be read."""
    found = sorted(_walk(root, "", 1), key=lambda one: one.path)
    names = {one.real for one in found}
    held = {one.real for one in found if any(one.real + ending in names for ending in _HELD_BY)}
    return [one for one in found if one.real not in held and not one.real.endswith(_UNFINISHED)][:MOST]


def open_found(root: Path, found: Found) -> BinaryIO:
    """The file for reading. Raises `Changed` when another stands in its place, `OSError` when it cannot be read."""
    folder, name = _folder_of(root, found.real)
    try:
        number = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    finally:
        os.close(folder)
    file = os.fdopen(number, "rb")
    now = os.fstat(number)
    if not stat.S_ISREG(now.st_mode) or (now.st_size, now.st_mtime_ns, now.st_ino) != found.mark:
        file.close()
        raise Changed
    return file


def put_away(root: Path, real: str, target: str, report: str) -> None:
    """Write the report beside `target` and move the file there; doing it again after a break does the rest.

    `target` begins with `done/` or `refused/`. Raises `OSError`.
    """
    place = root / target
    top = root / target.split("/")[0]
    top.mkdir(exist_ok=True)
    if top.is_symlink():
        raise NotADirectoryError("a link stands where finished files go")
    place.parent.mkdir(exist_ok=True)
    half = place.with_name(f".{place.name}.report.part")
    half.write_text(report, encoding="utf-8")
    half.replace(place.with_name(f"{place.name}.report.txt"))
    if os.path.lexists(place):
        return
    folder, name = _folder_of(root, real)
    try:
        os.rename(name, place, src_dir_fd=folder)
    finally:
        os.close(folder)


def is_away(root: Path, target: str) -> bool:
    """Whether a file was moved there already."""
    return os.path.lexists(root / target)


def _walk(root: Path, below: str, depth: int) -> Iterator[Found]:
    with os.scandir(root / below) as entries:
        for entry in entries:
            real = f"{below}/{entry.name}" if below else entry.name
            if entry.name.startswith(".") or (depth == 1 and entry.name in (DONE, REFUSED)):
                continue
            with contextlib.suppress(FileNotFoundError):
                if entry.is_dir(follow_symlinks=False):
                    if depth < DEEPEST:
                        yield from _walk(root, real, depth + 1)
                elif len(shown := _shown(real)) <= LONGEST:
                    yield _found(shown, real, entry.stat(follow_symlinks=False))


def _found(path: str, real: str, facts: os.stat_result) -> Found:
    return Found(path, real, facts.st_size, facts.st_mtime_ns, facts.st_ino, stat.S_ISREG(facts.st_mode))


def _shown(real: str) -> str:
    """As people and the database can read it: names unpacked from a Chinese archive are often GB18030."""
    raw = os.fsencode(real)
    for encoding in ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    return raw.decode("utf-8", "backslashreplace")


def _folder_of(root: Path, real: str) -> tuple[int, str]:
    """The opened folder that holds a file, and the file's name in it; a link on the way is an `OSError`."""
    *above, name = real.split("/")
    folder = os.open(root, _DOOR)
    for part in above:
        try:
            inner = os.open(part, _DOOR | os.O_NOFOLLOW, dir_fd=folder)
        finally:
            os.close(folder)
        folder = inner
    return folder, name
