"""PostgreSQL and Redis: restarted, emptied, frozen, out of disk."""

import contextlib
import os
import signal
from collections.abc import Iterator
from contextlib import closing
from typing import Final

import psutil
import redis

from chaos.faults.registry import fault
from chaos.stage import Stage
from weibo_ops.env import redis_number

CACHE, BROKER = 0, 1
TINY: Final = 8192
"""Bytes per file: below what any write of PostgreSQL needs."""


@contextlib.contextmanager
def redis_client(number: int = CACHE) -> Iterator[redis.Redis]:
    """The installation's Redis, database `number` above the cache's."""
    client = redis.Redis.from_url(redis_number(os.environ["REDIS_URL"], number), socket_timeout=5)
    with closing(client):
        yield client


@fault("postgres_restarted")
def postgres_restarted(stage: Stage) -> None:
    """Stopped in haste, or killed, and started again after a moment."""
    stage.wait_for_burst()
    while stage.busy:
        number = stage.rng.choice([signal.SIGINT, signal.SIGQUIT, signal.SIGKILL])
        stage.installation.kill_store(stage.installation.postgres, number)
        stage.kills[f"postgres {number.name}"] += 1
        stage.wait(stage.rng.uniform(0.2, 3.0))
        stage.installation.start_postgres()
        stage.wait(stage.rng.uniform(4.0, 12.0))


@fault("redis_flushed")
def redis_flushed(stage: Stage) -> None:
    """All messages and the cache are gone, again and again."""
    stage.wait_for_burst()
    while stage.busy:
        with redis_client() as client:
            client.flushall()
        stage.notes["flushes"] = stage.notes.get("flushes", 0) + 1
        stage.wait(stage.rng.uniform(0.3, 2.0))


@fault("redis_restarted")
def redis_restarted(stage: Stage) -> None:
    """Killed and started again."""
    stage.wait_for_burst()
    while stage.busy:
        stage.installation.kill_store(stage.installation.redis, signal.SIGKILL)
        stage.kills["redis"] += 1
        stage.wait(stage.rng.uniform(0.2, 3.0))
        stage.installation.start_redis()
        stage.wait(stage.rng.uniform(4.0, 10.0))


@fault("redis_frozen")
def redis_frozen(stage: Stage) -> None:
    """It takes connections and answers nothing, for a minute."""
    stage.wait_for_burst()
    server = stage.installation.redis.process
    if server is None:
        raise RuntimeError("Redis does not run")
    server.send_signal(signal.SIGSTOP)
    try:
        stage.wait(stage.plan.frozen_seconds)
    finally:
        server.send_signal(signal.SIGCONT)
    stage.notes["frozen_seconds"] = stage.plan.frozen_seconds
    while stage.busy:
        stage.wait(0.5)


@fault("disk_full")
def disk_full(stage: Stage) -> None:
    """PostgreSQL cannot write: files of all its processes are limited (RLIMIT_FSIZE), which it takes as a full disk.

    Then not even the log of transactions can be written, which ends the server and fails its recovery, until there is
    room again.
    """
    stage.wait_for_burst()
    while stage.busy:
        stage.wait(stage.rng.uniform(1.0, 4.0))
        limit_files(stage, TINY)
        stage.notes["times_full"] = stage.notes.get("times_full", 0) + 1
        stage.wait(stage.rng.uniform(3.0, 8.0))
        limit_files(stage, psutil.RLIM_INFINITY)
        server = stage.installation.postgres.process
        if server is None or server.poll() is not None:
            stage.notes["ended_by_it"] = stage.notes.get("ended_by_it", 0) + 1
            stage.installation.start_postgres()
        stage.wait(stage.rng.uniform(4.0, 8.0))


def limit_files(stage: Stage, size: int) -> None:
    """The largest file that PostgreSQL's processes may write from now on."""
    server = stage.installation.postgres.process
    if server is None:
        return
    with contextlib.suppress(psutil.Error):
        main = psutil.Process(server.pid)
        for process in [main, *main.children(recursive=True)]:
            with contextlib.suppress(psutil.Error):
                process.rlimit(psutil.RLIMIT_FSIZE, (size, psutil.RLIM_INFINITY))
