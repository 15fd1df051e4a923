"""One burst: N posts due at the same instant, and what the endpoint wrote down of them."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.dispatching.endpoint import Endpoint
from benchmarks.dispatching.processes import cpu_seconds

PATIENCE = 60.0
"""Seconds after T until what has not arrived counts as lost."""
SILENCE = 12.0
"""…or this long after the last arrival."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds after T, counts of posts, processor seconds of everything that belongs to the system under test."""

    first_s: float
    p50_s: float
    p99_s: float
    last_s: float
    early: int
    lost: int
    duplicates: int
    cpu_s: float
    enqueue_s: float = 0.0

    def as_json(self) -> dict[str, Any]:
        return {name: round(value, 4) for name, value in asdict(self).items()}

    def as_row(self, name: str, posts: int) -> list[Any]:
        """A row of the table that is printed."""
        return [name, posts, *(round(value, 3) for value in self.as_json().values())]


@dataclass(slots=True)
class Burst:
    """What is to be measured: `texts` as they are sent, due at `due` (seconds of the clock); made before they are."""

    endpoint: Endpoint
    due: float
    texts: list[str]
    pids: list[int]
    before: int = field(init=False)

    def __post_init__(self) -> None:
        self.before = self.endpoint.accepted()

    def figures(
        self, *, cpu_before: float, enqueue_s: float = 0.0, finished: Callable[[], bool] | None = None
    ) -> Figures:
        """Wait until everything has arrived and the sender has written it down, then count."""
        self._wait(finished)
        cpu = cpu_seconds(self.pids) - cpu_before
        wanted = {hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest() for text in self.texts}
        arrived = sorted(
            (row[2] - self.due, row[5]) for row in self.endpoint.ask("/_log")["accepted"] if row[5] in wanted
        )
        late = [moment for moment, _digest in arrived]
        if not late:
            raise RuntimeError("nothing arrived at the endpoint; see the logs in var/bench/log")
        distinct = len({digest for _moment, digest in arrived})
        return Figures(
            first_s=late[0],
            p50_s=_percentile(late, 50),
            p99_s=_percentile(late, 99),
            last_s=late[-1],
            early=sum(moment < 0 for moment in late),
            lost=len(wanted) - distinct,
            duplicates=len(late) - distinct,
            cpu_s=cpu,
            enqueue_s=enqueue_s,
        )

    def _wait(self, finished: Callable[[], bool] | None) -> None:
        time.sleep(max(0.0, self.due - time.time()))
        while time.time() < self.due + PATIENCE:
            time.sleep(0.25)
            if self.endpoint.accepted() >= self.before + len(self.texts):
                break
            last = self.endpoint.last_accepted_at()
            if last > self.due - 1 and time.time() - last > SILENCE:
                break
        while finished is not None and not finished() and time.time() < self.due + PATIENCE:
            time.sleep(0.25)
        time.sleep(0.3)  # a double would arrive now


def _percentile(rising: list[float], percent: float) -> float:
    return rising[min(len(rising) - 1, round(percent / 100 * (len(rising) - 1)))]


def at_most(name: str, value: float, bound: float) -> dict[str, Any]:
    """A bound of the benchmark and what was measured."""
    return {"name": name, "bound": f"≤ {bound:g}", "measured": round(value, 3), "ok": value <= bound}


def next_due(lead: float) -> float:
    """A whole second at least `lead` seconds away."""
    return float(int(time.time() + lead) + 1)
