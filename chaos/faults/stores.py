"""PostgreSQL and Redis: restarted, emptied, frozen, out of disk."""

import contextlib
import os
import signal
from collections.abc import Iterator
from contextlib import closing

import redis

from chaos.faults.registry import fault
from chaos.stage import Stage
from weibo_ops.env import redis_number

CACHE, BROKER = 0, 1


@contextlib.contextmanager
def redis_client(number: int = CACHE) -> Iterator[redis.Redis]:
    """The installation's Redis, database `number` above the cache's."""
    client = redis.Redis.from_url(redis_number(os.environ["REDIS_URL"], number), socket_timeout=5)
    with closing(client):
        yield client


def restart_postgres(stage: Stage, number: signal.Signals, *, away: float) -> None:
    """End it by a signal; after `away` seconds it is back."""
    stage.installation.kill_store(stage.installation.postgres, number)
    stage.kills[f"postgres {number.name}"] += 1
    stage.wait(away)
    stage.installation.start_postgres()


def restart_redis(stage: Stage, *, away: float) -> None:
    """Kill it; after `away` seconds it is back."""
    stage.installation.kill_store(stage.installation.redis, signal.SIGKILL)
    stage.kills["redis"] += 1
    stage.wait(away)
    stage.installation.start_redis()


@fault("postgres_restarted")
def postgres_restarted(stage: Stage) -> None:
    """Stopped in haste, or killed, and started again after a moment."""
    stage.wait_for_burst()
    while stage.busy:
        number = stage.rng.choice([signal.SIGINT, signal.SIGQUIT, signal.SIGKILL])
        restart_postgres(stage, number, away=stage.rng.uniform(0.2, 3.0))
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
        restart_redis(stage, away=stage.rng.uniform(0.2, 3.0))
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
    stage.wait_out()


@fault("disk_full")
def disk_full(stage: Stage) -> None:
    """PostgreSQL's disk has no byte left: tables cannot grow, and when its log cannot either, the server ends."""
    disk = stage.installation.disk
    if disk is None:
        stage.notes["skipped"] = "nobody may mount a small disk here"
        return
    stage.wait_for_burst()
    while stage.busy:
        disk.fill()
        stage.notes["times_full"] = stage.notes.get("times_full", 0) + 1
        stage.wait(stage.rng.uniform(4.0, 9.0))
        disk.clear()
        server = stage.installation.postgres.process
        if server is None or server.poll() is not None:
            stage.notes["ended_by_it"] = stage.notes.get("ended_by_it", 0) + 1
            stage.installation.start_postgres()
        stage.wait(stage.rng.uniform(3.0, 8.0))
    log = (stage.installation.data / "log" / "postgres.log").read_text(encoding="utf-8", errors="replace")
    stage.notes["refusals"] = log.count("No space left on device")
    if not stage.notes["refusals"]:
        raise RuntimeError("the disk was never full")
