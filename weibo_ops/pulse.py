"""Signs of life of workers and beat, and which code they run: kept as rows, so that they can be read without Redis.

A worker's row is written from its own heartbeat, beat's from its scheduler; a message carries the time at which it was
sent, so that a queue can tell how long its oldest one waits.
"""

import hashlib
import os
import time
from functools import cache
from pathlib import Path
from typing import Any, Final

import structlog
from celery.beat import PersistentScheduler
from celery.signals import before_task_publish, celeryd_after_setup, heartbeat_sent, worker_shutdown
from django.db import Error as DatabaseProblem

log = structlog.get_logger(__name__)
ROOT: Final = Path(__file__).resolve().parent.parent
EVERY: Final = 15.0
"""Seconds between two rows of one process."""
WORKER: Final = "worker:"
BEAT: Final = "beat"
SENT_AT: Final = "sent_at"
FOLDERS: Final = (
    "core", "accounts", "campaigns", "content", "calendar", "monitoring", "engagement", "reports", "weibo", "weibo_ops",
    "templates",
)  # fmt: skip


def code_on_disk() -> str:
    """A short hash of all code and templates as they lie on the disk now."""
    total = hashlib.sha256()
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".typ"} and path.is_file():
                total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:12]


@cache
def code_of_this_process() -> str:
    """The same hash, as it was when this process first asked: call it when a process starts."""
    return code_on_disk()


class _Pulse:
    """What this process says about itself, at most every `EVERY` seconds."""

    def __init__(self) -> None:
        self.name = ""
        self.detail: dict[str, Any] = {}
        self.last = 0.0

    def start(self, name: str, **detail: Any) -> None:
        self.name, self.last = name, 0.0
        self.detail = {**detail, "pid": os.getpid(), "code": code_of_this_process()}

    def beat(self) -> None:
        if not self.name or time.monotonic() - self.last < EVERY:
            return
        self.last = time.monotonic()
        self._write()

    def _write(self) -> None:
        """By the database's clock, so that a process whose own is wrong neither looks dead nor alive for ever."""
        from django.db import connection

        from core.heartbeats import beat
        from publishing.dispatch.clock import database_now

        try:
            at = database_now()
            ahead = time.time() - at.timestamp()
            beat(self.name, at=at, **self.detail, ahead=round(ahead, 3))
        except DatabaseProblem as error:  # the process itself goes on; its silence shows
            log.warning("pulse_not_written", name=self.name, error=str(error)[:200])
        finally:
            connection.close()

    def end(self) -> None:
        """A process that says good-bye is not missing."""
        from core.heartbeats import forget

        name, self.name = self.name, ""
        if name:
            try:
                forget(name)
            except DatabaseProblem as error:
                log.warning("pulse_not_removed", name=name, error=str(error)[:200])


PULSE: Final = _Pulse()


class PulsingScheduler(PersistentScheduler):
    """Beat's scheduler, which says that it is alive."""

    def setup_schedule(self) -> None:
        super().setup_schedule()
        PULSE.start(BEAT)

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        PULSE.beat()
        return super().tick(*args, **kwargs)


@celeryd_after_setup.connect(weak=False)
def worker_starts(sender: str, instance: Any, **news: Any) -> None:
    """`sender` is the worker's name, such as `send@host`."""
    PULSE.start(f"{WORKER}{sender}"[:80], queues=sorted(instance.app.amqp.queues.consume_from))


@heartbeat_sent.connect(weak=False)
def worker_lives(**news: Any) -> None:
    """Every two seconds, as long as the worker has its connection to Redis."""
    PULSE.beat()


@worker_shutdown.connect(weak=False)
def worker_ends(**news: Any) -> None:
    """An orderly stop."""
    PULSE.end()


@before_task_publish.connect(weak=False)
def stamp(headers: dict[str, Any] | None = None, **news: Any) -> None:
    """Write the time of sending into the message."""
    if headers is not None:
        headers[SENT_AT] = time.time()


__all__ = ["BEAT", "PULSE", "SENT_AT", "WORKER", "PulsingScheduler", "code_of_this_process", "code_on_disk"]
