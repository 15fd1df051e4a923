"""PostgreSQL and Redis that belong to a data folder, for machines that have none of their own.

    with services(data):            # starts them, or joins the ones that run
        ...                         # DATABASE_URL and REDIS_URL lead to them

`python -m weibo_ops.embedded run [--data-dir DIR] [--scratch] -- COMMAND …` does the same around a command.
With DATABASE_URL and REDIS_URL set, nothing is started.
"""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from weibo_ops.embedded.locks import FileLock, hold_data, make_folder
from weibo_ops.env import ROOT, BadSetting, embedded_database_url, embedded_redis_url, say
from weibo_ops.processes import birth_of, is_alive, wait_until

__all__ = ["hold_data", "needed", "revive", "services"]


def needed() -> bool:
    """Whether anything embedded has to run: not when both DATABASE_URL and REDIS_URL are set.

    Raises `BadSetting` when only one is, because half of each is never meant.
    """
    given = [name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name, "").strip()]
    if len(given) == 1:
        raise BadSetting(
            say(
                f"只设置了 {given[0]}：DATABASE_URL 与 REDIS_URL 要么都设置，要么都不设置。",
                f"Only {given[0]} is set: set both DATABASE_URL and REDIS_URL, or neither.",
            )
        )
    return not given


@contextlib.contextmanager
def services(data: Path, *, durable: bool = True) -> Iterator[None]:
    """Have PostgreSQL and Redis run on `data` inside the block, and the environment name them.

    Several processes may do so at once; the last one out stops them. `durable=False` trades safety against a power
    failure for speed (tests). Raises `BadSetting` when they cannot be started.
    """
    if not needed():
        yield
        return
    users = _join(data, durable=durable)
    _ours.add(data)
    addresses = {
        "WEIBO_OPS_DATA_DIR": str(data),
        "DATABASE_URL": embedded_database_url(data),
        "REDIS_URL": embedded_redis_url(data),
    }
    before = {name: os.environ.get(name) for name in addresses}
    os.environ.update(addresses)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        _ours.discard(data)
        _leave(data, users)


_ours: set[Path] = set()
"""Data folders whose services this process uses."""


def _join(data: Path, *, durable: bool) -> FileLock:
    make_folder(data)
    users = FileLock(data / "services.lock")
    with FileLock(data / "starting.lock") as turn:
        # The keeper holds the users' lock alone only while it stops the servers.
        if not turn.take(seconds=150) or not users.take(shared=True, seconds=20):
            raise BadSetting(
                say(
                    f"{data} 中的数据库正在启动或停止，请稍后再试。", f"The database in {data} is starting or stopping."
                )
            )
        try:
            _ensure_keeper(data, durable=durable)
        except BaseException:
            users.release()
            raise
    return users


def _ensure_keeper(data: Path, *, durable: bool) -> bool:
    """Call it in turn. True when there was none and one was started."""
    with FileLock(data / "keeper.lock") as keeper:
        if not keeper.take():
            return False
    _start_keeper(data, durable=durable)
    return True


def revive(data: Path) -> bool:
    """Start the services again if they have died under us. For a user who is inside `services`; True when it was so."""
    if data not in _ours:
        return False
    with FileLock(data / "starting.lock") as turn:
        return turn.take() and _ensure_keeper(data, durable=True)


def _start_keeper(data: Path, *, durable: bool) -> None:
    options = [] if durable else ["--scratch"]
    logs = data / "log"
    make_folder(logs)
    with (logs / "keeper.log").open("ab") as log:
        keeper = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "weibo_ops.embedded", "keep", "--data-dir", str(data), *options],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    if keeper.stdout is None:
        raise RuntimeError("no pipe")
    with keeper.stdout as pipe:
        answer = pipe.readline().decode().strip()
    if answer != "ready":
        keeper.wait()
        raise BadSetting(
            answer
            or say(f"数据库未能启动，详情见 {logs}/keeper.log。", f"The database did not start; see {logs}/keeper.log.")
        )
    # Whoever started it may end long before it; nobody waits for it.
    keeper.returncode = 0


def _leave(data: Path, users: FileLock) -> None:
    """The last one tells the keeper to stop and waits for it, so that nothing is left when this returns."""
    with FileLock(data / "starting.lock") as turn, users:
        if not turn.take(seconds=5) or not users.take():
            return
        keeper = FileLock(data / "keeper.lock")
        if keeper.take():
            keeper.release()
            return
        with contextlib.suppress(ValueError, ProcessLookupError, PermissionError):
            birth = birth_of(int(keeper.read_note()))
            if birth is not None:
                os.kill(birth.pid, signal.SIGTERM)
                wait_until(lambda: not is_alive(birth), seconds=15)
                with contextlib.suppress(ChildProcessError):  # another process may have started it
                    os.waitpid(birth.pid, os.WNOHANG)
