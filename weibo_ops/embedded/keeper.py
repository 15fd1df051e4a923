"""The keeper: one background process per data folder that runs the embedded servers as long as somebody uses them.

Users hold a shared lock on `<data>/services.lock`. The keeper asks for it exclusively now and then; when it gets it,
nobody is left, whether they said good-bye or were killed, and it stops the servers. So services are never left
behind, never stopped under somebody else, and it takes no counting.
"""

import contextlib
import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from weibo_ops.embedded.locks import FileLock, make_folder
from weibo_ops.embedded.postgres import PostgresServer
from weibo_ops.embedded.redis_server import RedisServer
from weibo_ops.env import BadSetting, socket_dir

LOG_LIMIT = 20_000_000
"""Bytes after which a log is set aside at the next start; the one before that is dropped."""


def rotate(log: Path) -> None:
    """Set aside a log that has grown too long."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))


class Keeper:
    """Runs both servers on `data` until told to end, until one of them dies, or until nobody uses them."""

    def __init__(self, data: Path, *, durable: bool) -> None:
        sockets = socket_dir(data)
        self.data = data
        self.mine = FileLock(data / "keeper.lock")
        self.users = FileLock(data / "services.lock")
        self.postgres = PostgresServer(data, sockets / "pg", durable=durable)
        self.redis = RedisServer(data, sockets / "redis.sock", durable=durable)
        self.ended = False

    def run(self) -> int:
        """Prints `ready`, or one sentence on what is wrong, to whoever started it. Returns the exit status."""
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        if not self.mine.take():
            return 1
        self.mine.note(str(os.getpid()))
        try:
            self._start()
        except BadSetting as problem:
            _tell(str(problem))
            self._stop()
            return 1
        _tell("ready")
        while not self.ended and self._healthy() and not self.users.take():
            time.sleep(0.3)
        self._stop()
        # First this: whoever gets the users' lock must not mistake us for a running keeper.
        self.mine.release()
        return 0

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.ended = True

    def _start(self) -> None:
        logs = self.data / "log"
        make_folder(logs)
        for server, name in ((self.postgres, "postgres.log"), (self.redis, "redis.log")):
            rotate(logs / name)
            with (logs / name).open("ab") as log:
                server.start(log)

    def _healthy(self) -> bool:
        processes = (self.postgres.process, self.redis.process)
        return all(process is not None and process.poll() is None for process in processes)

    def _stop(self) -> None:
        self.redis.stop()
        self.postgres.stop()
        for folder in (self.postgres.sockets, self.postgres.sockets.parent):
            with contextlib.suppress(OSError):  # a socket of somebody else's in it
                folder.rmdir()


def _tell(sentence: str) -> None:
    """Say one line to the process that started us, which may be gone already."""
    try:
        sys.stdout.write(sentence + "\n")
        sys.stdout.flush()
    except OSError:
        return
