"""What stands around a burst: a full table, an idle sender, more processes, other work, ten thousand new slots."""

import datetime as dt
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from benchmarks.dispatching import ours
from benchmarks.dispatching.burst import Figures, at_most
from benchmarks.dispatching.endpoint import Endpoint
from benchmarks.dispatching.neighbours import busy
from benchmarks.dispatching.processes import cpu_seconds
from benchmarks.dispatching.scheduling import schedule_many
from content.models import Post
from publishing import services
from publishing.models import Slot

PLANNED, CLAIMED, ROUNDS = 100_000, 200, 15
IDLE_SECONDS = 30.0
SIZE = 1000


@dataclass(slots=True)
class Around:
    """Rows for the table, bounds, and the same for the JSON file."""

    rows: list[list[Any]] = field(default_factory=list)
    bounds: list[dict[str, Any]] = field(default_factory=list)
    as_json: dict[str, Any] = field(default_factory=dict)

    def note(self, name: str, value: float, bound: float, *, unit: str) -> None:
        """A figure with its bound."""
        self.bounds.append(at_most(f"{name}, {unit}", value, bound))
        self.as_json[name] = round(value, 4)


def measure_surroundings(target: Endpoint, *, alone: Figures) -> Around:
    """All of it, one after another. `alone`: the burst of a thousand without anything around it."""
    around = Around()
    around.note("an idle sender", _idle(target) * 100, 2.0, unit="% of a core")
    before, after = _claims()
    around.note(f"a claim beside {PLANNED:,} planned slots ÷ in an empty table", after / before, 1.2, unit="times")
    with ours.running(target, senders=2) as product:
        product.burst(100)
        around.rows.append(product.burst(SIZE).as_row("ours, two senders more", SIZE))
    with ours.running(target, names=("sender", "worker", "slow", "beat")) as product, busy():
        product.burst(100)
        beside = sorted((product.burst(SIZE) for _ in range(3)), key=lambda figures: figures.p99_s)[1]
    around.rows.append(beside.as_row("ours, beside sweeps, imports, roll-ups", SIZE))
    around.note("p99 beside other work ÷ alone", beside.p99_s / alone.p99_s, 1.5, unit="times")
    around.note("scheduling 10,000 slots", schedule_many(10_000), 5.0, unit="s")
    return around


def _idle(target: Endpoint) -> float:
    """The share of a core that the sender's processes use when nothing is due."""
    with ours.running(target) as product:
        pids = [process.pid for process in product.family.processes]
        before = cpu_seconds(pids)
        time.sleep(IDLE_SECONDS)
        return (cpu_seconds(pids) - before) / IDLE_SECONDS


def _claims() -> tuple[float, float]:
    """Median seconds of a claim of 200 due slots: with nothing else planned, and beside 100,000 planned ones."""
    Slot.objects.filter(state="planned").update(state="cancelled")
    among, now = ours.accounts(1000), timezone.now()
    before = _median_claim(among, now)
    far = [now + dt.timedelta(days=30, minutes=number % 40_000) for number in range(PLANNED)]
    with _planned(among, far):
        return before, _median_claim(among, now)


@contextmanager
def _planned(among: list[Any], times: list[dt.datetime]) -> Iterator[None]:
    ids = ours.place(f"far-{time.monotonic_ns()}", among, times)
    posts = list(Slot.objects.filter(pk__in=ids).values_list("post_id", flat=True))
    try:
        yield
    finally:
        Slot.objects.filter(pk__in=ids).delete()
        Post.objects.filter(pk__in=posts).update(state="cancelled")


def _median_claim(among: list[Any], now: dt.datetime) -> float:
    """Claims that are rolled back, so that each round finds the same."""
    due = ours.place(f"due-{time.monotonic_ns()}", among, [now] * CLAIMED)
    taken = []
    for _ in range(ROUNDS):
        with transaction.atomic():
            started = time.perf_counter()
            claimed = services.claim_due_slots(now=now, limit=CLAIMED, worker="bench", ahead=dt.timedelta(seconds=5))
            taken.append(time.perf_counter() - started)
            if len(claimed) != CLAIMED:
                raise RuntimeError(f"{len(claimed)} of {CLAIMED} slots were claimed")
            transaction.set_rollback(True)
    Slot.objects.filter(pk__in=due).update(state="cancelled")
    return statistics.median(taken)
