"""Advisory locks on files. The kernel lets go of them when the holder dies, however it dies."""

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from weibo_ops.env import BadSetting, say


class FileLock:
    """`flock` on one file. Not inherited by child processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def take(self, *, shared: bool = False, seconds: float = 0.0) -> bool:
        """Take the lock, or change a held one between shared and exclusive; False when it stays taken by others.

        Raises `BadSetting` when the folder cannot be written.
        """
        deadline = time.monotonic() + seconds
        while True:
            if self._try(shared=shared):
                return True
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.05)

    def _try(self, *, shared: bool) -> bool:
        if self._descriptor is None:
            try:
                self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            except OSError as error:
                raise cannot_write(self.path.parent, error) from error
        try:
            fcntl.flock(self._descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def note(self, text: str) -> None:
        """Leave a line in the locked file for those who find it taken."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, text.encode(), 0)

    def read_note(self) -> str:
        """What the holder left; empty when nothing."""
        try:
            return self.path.read_text(encoding="utf-8").strip()
        except OSError:
            return ""

    def release(self) -> None:
        """Let go. Harmless when not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def cannot_write(folder: Path, error: OSError) -> BadSetting:
    """The sentence for a folder that refuses a file."""
    reason = error.strerror or type(error).__name__
    return BadSetting(say(f"无法写入 {folder}（{reason}）。", f"Cannot write to {folder} ({reason})."))


def hold_data(data: Path, *, name: str) -> FileLock:
    """Reserve the data folder for one server or test run; keep the answer for as long as it runs.

    Raises `BadSetting`, naming the holder, when somebody else has it.
    """
    make_folder(data)
    lock = FileLock(data / "server.lock")
    if not lock.take():
        holder = lock.read_note() or "?"
        raise BadSetting(
            say(
                f"数据文件夹 {data} 正在被另一个进程使用（{holder}），请先停止它，或用 --data-dir 另选一个。",
                f"The data folder {data} is in use by another process ({holder}): stop it, or use another --data-dir.",
            )
        )
    lock.note(f"{name}, PID {os.getpid()}")
    return lock


def make_folder(folder: Path) -> None:
    """Create the folder and check that files can be made in it. Raises `BadSetting` when not."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".write-{os.getpid()}"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        raise cannot_write(folder, error) from error
