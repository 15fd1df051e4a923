"""Times of something done many times, with the processor time that it took here and in PostgreSQL."""

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import psutil
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.pages import bound as bound

TIMES = ["p50 ms", "p95 ms", "CPU ms", "queries", "KiB"]
HEAD = ["page", *TIMES]


def paged(client: Client, name: str, addresses: Sequence[str]) -> tuple[list[Any], dict[str, float]]:
    """A page by all its addresses: its line under `HEAD`, and what `timed` found with the number of queries."""
    found = timed(lambda address: _shown(client, address), addresses)
    with CaptureQueriesContext(connection) as queries:
        kib = _shown(client, addresses[0]) / 1024
    line = [name, *(f"{found[key]:.1f}" for key in ("p50", "p95", "cpu")), len(queries), f"{kib:.0f}"]
    return line, found | {"queries": len(queries)}


def _shown(client: Client, address: str) -> int:
    answer = client.get(address, headers={"host": "127.0.0.1"})
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return len(answer.getvalue())


def timed(act: Callable[[str], int], words: Iterable[str]) -> dict[str, float]:
    """p50 and p95 in ms, the mean of what was found, and the mean of processor time here and in PostgreSQL.

    The first two are done twice, to warm up; what stands by then is left out of collections, as the web server does.
    Processor time tells something on a busy machine, too.
    """
    asked = list(words)
    for word in asked[:2]:
        act(word)
    gc.collect()
    gc.freeze()
    times, found, begun = [], [], spent()
    for word in asked:
        started = time.perf_counter()
        found.append(act(word))
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    return {
        "p50": statistics.median(times),
        "p95": times[int(len(times) * 0.95) - 1],
        "cpu": (spent() - begun) * 1000 / len(asked),
        "found": statistics.mean(found),
    }


def spent() -> float:
    """Seconds of processor time of this process and of the one that serves it in the embedded PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    if not psutil.pid_exists(pid):
        return time.process_time()  # PostgreSQL runs on another machine
    server = psutil.Process(pid).cpu_times()
    return time.process_time() + server.user + server.system
