"""Every page on 100 accounts, 20,000 posts and 20,000 messages, beside an empty view in the same run."""

import logging
import statistics
import time
from contextlib import ExitStack
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from benchmarks.company import prepare

RUNS = 15
FRAME_QUERIES, FRAME_MS, PAGE_KIB = 6, 12.0, 150.0
LEFT_OUT = {"account_logout", "account_login", "health"}


class Counter:
    """Counts the queries that go to the database."""

    def __init__(self) -> None:
        self.queries = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.queries += 1
        return execute(sql, params, many, context)


def names(resolver: URLResolver, space: str = "") -> list[str]:
    """Every URL name of the product that needs no argument."""
    found = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            found += names(pattern, space + inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            found.append(space + pattern.name)
    return found


def addresses() -> list[tuple[str, str]]:
    """(name, address) of each page to measure."""
    found = []
    for name in names(get_resolver()):
        if name in LEFT_OUT:
            continue
        try:
            found.append((name, reverse(name)))
        except NoReverseMatch:
            continue
    return found


def measure(client: Client, address: str) -> dict[str, Any] | None:
    """p50 and p95 in ms, queries and KiB of one page; None when it is not a page that answers GET with 200."""
    times, counter = [], Counter()
    for number in range(RUNS + 2):
        with ExitStack() as stack:
            counter.queries = 0
            stack.enter_context(connection.execute_wrapper(counter))
            started = time.perf_counter()
            response = client.get(address, headers={"host": "127.0.0.1"})
            body = response.getvalue()
            elapsed = (time.perf_counter() - started) * 1000
        if response.status_code != 200:
            return None
        if number >= 2:
            times.append(elapsed)
    times.sort()
    kind = response.headers.get("Content-Type", "")
    return {
        "p50": statistics.median(times),
        "p95": times[int(len(times) * 0.95)],
        "queries": counter.queries,
        "kib": len(body) / 1024,
        "html": kind.startswith("text/html"),
    }


def bound(name: str, limit: float, measured: float) -> dict[str, Any]:
    return {"name": name, "bound": limit, "measured": round(measured, 2), "ok": measured <= limit}


def run() -> dict[str, Any]:
    """The table and its bounds: what the frame costs above the empty view, and the size of the largest page."""
    logging.disable(logging.WARNING)  # addresses that only take POST are asked too, and left out
    client = Client()
    client.force_login(prepare())
    with override_settings(ROOT_URLCONF="benchmarks.pages_urls"):
        empty, frame = measure(client, "/bench/empty/"), measure(client, "/bench/frame/")
        pages = [(name, measure(client, address)) for name, address in addresses()]
    if empty is None or frame is None:
        raise RuntimeError("the empty view did not answer")
    measured = [("(empty view)", empty), ("(frame)", frame)]
    measured += [(name, found) for name, found in pages if found is not None]
    rows = [
        [
            name,
            f"{found['p50']:.1f}",
            f"{found['p95']:.1f}",
            f"{found['p50'] / empty['p50']:.1f}",
            found["queries"],
            f"{found['kib']:.0f}",
        ]
        for name, found in measured
    ]
    largest = max((found["kib"], name) for name, found in measured if found["html"])
    bounds = [
        bound("frame: queries above the empty view", FRAME_QUERIES, frame["queries"] - empty["queries"]),
        bound("frame: ms above the empty view (p50)", FRAME_MS, frame["p50"] - empty["p50"]),
        bound(f"largest page, KiB ({largest[1]})", PAGE_KIB, largest[0]),
    ]
    columns = ["page", "p50 ms", "p95 ms", "÷ empty", "queries", "KiB"]
    return {
        "title": str(__doc__),
        "columns": columns,
        "rows": rows,
        "bounds": bounds,
        "ok": all(b["ok"] for b in bounds),
    }
