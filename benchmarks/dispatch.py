"""Posts due at the same instant: how late they leave, beside Celery eta tasks, BullMQ, pg-boss and a bare client.

N posts of N accounts, an endpoint that answers after 50 ms, the processes of the Procfile on PostgreSQL with fsync and
Redis, every guarantee on. The peers send the same texts to the same endpoint in the same run and keep none of them.
`--endpoint URL` points everything at another recorder with the same interface (benchmarks/dispatching/recorder.py).
"""

import os
from typing import Any

from benchmarks.dispatching import ours, peers
from benchmarks.dispatching.burst import Figures, at_most
from benchmarks.dispatching.endpoint import Endpoint, endpoint
from benchmarks.dispatching.surroundings import measure_surroundings

SIZES = (1000, 5000)
ROUNDS = {1000: 3, 5000: 2}
WARM_UP = 100
COLUMNS = ["system", "posts", "first s", "p50 s", "p99 s", "last s", "early", "lost", "double", "CPU s", "enqueue s"]
FIRST, P99, LAST, CPU = 0.050, 0.4, 2.0, 0.8
"""Seconds after T at 1,000, 1,000 and 5,000 posts; processor seconds for 1,000 posts."""


def run(endpoint_url: str = "") -> dict[str, Any]:
    """Everything in one run; figures of the median round by p99."""
    with endpoint(endpoint_url) as target:
        measured = {"ours": _ours(target)}
        for name, make in peers.PEERS.items():
            with peers.running(make(), target) as burst:
                burst(WARM_UP)
                measured[name] = {size: _median([burst(size) for _ in range(ROUNDS[size])]) for size in SIZES}
        measured["floor"] = {size: _median([peers.floor(target, size) for _ in range(ROUNDS[size])]) for size in SIZES}
        around = measure_surroundings(target, alone=measured["ours"][1000])
    bounds = [*_bounds(measured), *around.bounds]
    rows = [figures.as_row(name, size) for name, sizes in measured.items() for size, figures in sizes.items()]
    return {
        "title": f"dispatch: posts due at one instant, load of the machine {os.getloadavg()[0]:.1f}",
        "columns": COLUMNS,
        "rows": [*rows, *around.rows],
        "bounds": bounds,
        "ok": all(bound["ok"] for bound in bounds),
        **{name: {str(size): figures.as_json() for size, figures in sizes.items()} for name, sizes in measured.items()},
        "surroundings": around.as_json,
    }


def _ours(target: Endpoint) -> dict[int, Figures]:
    with ours.running(target) as product:
        product.burst(WARM_UP)
        return {size: _median([product.burst(size) for _ in range(ROUNDS[size])]) for size in SIZES}


def _median(rounds: list[Figures]) -> Figures:
    return sorted(rounds, key=lambda figures: figures.p99_s)[len(rounds) // 2]


def _bounds(measured: dict[str, dict[int, Figures]]) -> list[dict[str, Any]]:
    thousand, five = measured["ours"][1000], measured["ours"][5000]
    bounds = [
        at_most("1,000: first, s after T", thousand.first_s, FIRST),
        at_most("1,000: p99, s after T", thousand.p99_s, P99),
        at_most("5,000: last, s after T", five.last_s, LAST),
        at_most("processor s for 1,000 posts (of 1,000)", thousand.cpu_s, CPU),
        at_most("processor s for 1,000 posts (of 5,000)", five.cpu_s / 5, CPU),
        at_most("1,000: p99 ÷ Celery eta", thousand.p99_s / measured["celery_eta"][1000].p99_s, 0.5),
        at_most("1,000: p99 ÷ BullMQ", thousand.p99_s / measured["bullmq"][1000].p99_s, 1.0),
        at_most("1,000: p99 ÷ pg-boss", thousand.p99_s / measured["pgboss"][1000].p99_s, 1.0),
    ]
    for size, figures in measured["ours"].items():
        wrong = figures.early + figures.lost + figures.duplicates
        bounds.append(at_most(f"{size:,}: early, lost or double", wrong, 0))
    return bounds
