"""A disk for PostgreSQL alone, small enough to be filled: a tmpfs, which only root can mount."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

MEGABYTES: Final = 700


def can_mount() -> bool:
    """Whether this user may mount a file system here."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        disk = SmallDisk(Path(folder))
        try:
            disk.mount()
        except subprocess.CalledProcessError:
            return False
        disk.unmount()
    return True


class SmallDisk:
    """A tmpfs on `folder`; `fill` leaves no byte of it, `clear` gives them back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ballast = folder / "ballast"
        self.mounted = False

    def mount(self) -> None:
        """Raises subprocess.CalledProcessError when that is not permitted."""
        self.folder.mkdir(parents=True, exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(self.folder)]
        subprocess.run(command, check=True, capture_output=True)
        self.mounted = True

    def unmount(self) -> None:
        """Whatever lies on it is gone."""
        if self.mounted:
            subprocess.run(["umount", "--lazy", str(self.folder)], check=False, capture_output=True)
            self.mounted = False

    def fill(self) -> None:
        """Write until nothing more goes on it."""
        block = bytes(1024 * 1024)
        with self.ballast.open("ab", buffering=0) as file:
            for size in (len(block), 4096):
                while _write(file.fileno(), block[:size]):
                    pass

    def clear(self) -> None:
        """There is room again."""
        self.ballast.unlink(missing_ok=True)


def _write(descriptor: int, block: bytes) -> bool:
    try:
        return os.write(descriptor, block) == len(block)
    except OSError:
        return False
