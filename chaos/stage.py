"""One run: posts are due, a fault works, people work, everything heals, the ledgers are compared."""

import contextlib
import datetime as dt
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import psutil
from django.db import Error, close_old_connections
from django.utils import timezone

from chaos.company import Company, Wanted, make_company, retire
from chaos.installation import Installation
from chaos.ledger import Findings, Unknowns, compare, open_unknowns, restless
from chaos.people import Frozen, People
from weibo_ops.demo.control import SandboxControl

LATENCY_MS: Final = 50
LOOK_EVERY: Final = 1.0
QUIET_LOOKS: Final = 3
"""Everything has come to rest when this many looks in a row found nothing to do."""


@dataclass(frozen=True)
class Plan:
    """How large and how long a run is.

    `patience`: seconds for everything to settle after the fault has ended; `reading_patience`: seconds of these after
    which slots that are still being read back (less than five minutes) are counted as "settling".
    """

    posts: int
    span: float
    patience: float
    kills: int
    frozen_seconds: float
    reading_patience: float


@dataclass
class Stage:
    """What a fault works with. `wait` is where time passes: the installation is tended and people act meanwhile."""

    name: str
    plan: Plan
    installation: Installation
    sandbox: SandboxControl
    rng: random.Random
    seed: int
    company: Company
    people: People
    unknowns: Unknowns = field(default_factory=Unknowns)
    kills: Counter[str] = field(default_factory=Counter)
    notes: dict[str, Any] = field(default_factory=dict)
    journal: Path = field(default_factory=Path)
    _looked: float = 0.0

    @property
    def busy(self) -> bool:
        """Posts are still to become due."""
        return timezone.now() < self.company.last_due_at

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        until = time.monotonic() + seconds
        while True:
            self.installation.tend()
            self.people.work()
            self.look()
            if (left := until - time.monotonic()) <= 0:
                return
            time.sleep(min(0.05, left))

    def wait_for_burst(self) -> None:
        """Until the first posts are due."""
        self.wait(max(0.0, (self.company.started_at - timezone.now()).total_seconds() + 5))

    def wait_out(self) -> None:
        """Until nothing more becomes due."""
        while self.busy:
            self.wait(0.5)

    def look(self) -> None:
        """Note which slots are unknown now, about once a second."""
        if time.monotonic() - self._looked < LOOK_EVERY:
            return
        self._looked = time.monotonic()
        try:
            close_old_connections()
            self.unknowns.look(open_unknowns(self.company), time.monotonic())
        except Error:  # PostgreSQL is away, as some faults want it
            return

    def fault(self, kind: str, **how: Any) -> None:
        """Have the sandbox strike publishing calls of this run's accounts."""
        self.sandbox.call("faults", kind=kind, call=how.pop("call", "statuses/share"), **how)

    def kill_pool(self, name: str) -> None:
        """SIGKILL to one of a process's children, unless it has just ended by itself."""
        children = self.installation.children(name)
        if children:
            with contextlib.suppress(psutil.NoSuchProcess):
                self.rng.choice(children).kill()
                self.kills[f"{name} child"] += 1

    def kill(self, name: str) -> None:
        """SIGKILL to the process itself; it is started again by the next look after it."""
        main = self.installation.main(name)
        if main is not None:
            with contextlib.suppress(psutil.NoSuchProcess):
                main.kill()
                self.kills[name] += 1

    def freeze(self, *, everything: bool) -> Frozen:
        """Freeze an account of the run that is not frozen yet, or all."""
        frozen = {uid for each in self.people.freezes for uid in each.uids}
        free = [account for account in self.company.accounts if account.uid not in frozen]
        return self.people.freeze(None if everything else self.rng.choice(free))

    def settle(self) -> float:
        """Wait until the product has nothing left to do, as long as patience lasts; answers the seconds."""
        started, quiet = time.monotonic(), 0
        while time.monotonic() - started < self.plan.patience and quiet < QUIET_LOOKS:
            self.wait(1.0)
            try:
                left = restless(self.company, timezone.now())
                if time.monotonic() - started > self.plan.reading_patience:
                    left -= len(open_unknowns(self.company))
                done = not self.busy and left <= 0
            except Error:
                done = False
            quiet = quiet + 1 if done else 0
        return time.monotonic() - started


Fault = Callable[[Stage], None]


def play(
    name: str, fault: Fault, plan: Plan, *, installation: Installation, sandbox: SandboxControl, seed: int, number: int
) -> dict[str, Any]:
    """One run of a fault; the answer is its row of the report."""
    began = time.monotonic()
    rng = random.Random(f"{seed}:{name}")
    _prepare(sandbox)
    wanted = Wanted(f"演练{number}{dt.datetime.now(dt.UTC):%H%M%S}_", plan.posts, plan.span)
    company = make_company(wanted, sandbox=sandbox, rng=rng)
    people = People(company, sandbox=sandbox, rng=rng)
    journal = installation.data / f"journal-{number}"
    stage = Stage(name, plan, installation, sandbox, rng, seed, company, people, journal=journal)
    try:
        fault(stage)
    finally:
        _heal(stage)
    settled = stage.settle()
    found = compare(company, people, stage.unknowns, sandbox=sandbox)
    people.thaw_all()
    retire(company)
    return _row(stage, found, seconds=time.monotonic() - began, settled=settled)


def _prepare(sandbox: SandboxControl) -> None:
    sandbox.call("limits", off=True)
    sandbox.call("audience", speed=0)
    sandbox.call("settings", latency_ms=LATENCY_MS, duplicate_window=-1)


def _heal(stage: Stage) -> None:
    """Nothing of a fault outlives it."""
    stage.sandbox.delete("faults")
    if stage.journal.exists():
        for line in stage.journal.read_text(encoding="ascii").splitlines():
            stage.kills[line.split()[0]] += 1
    stage.installation.kept_down.clear()


def _row(stage: Stage, found: Findings, *, seconds: float, settled: float) -> dict[str, Any]:
    return {
        "fault": stage.name,
        "posts": len(stage.company.slot_ids),
        "duplicates": found.duplicates,
        "lost": found.lost,
        "unsettled": found.unsettled,
        "unapproved": found.unapproved,
        "after_freeze": found.after_freeze,
        "contradicted": found.contradicted,
        "hollow": 0 if stage.kills else found.hollow,  # what was killed each time before it called has proved enough
        "seed": stage.seed,
        "kills": sum(stage.kills.values()),
        "seconds": round(seconds, 1),
        "kills_by": dict(sorted(stage.kills.items())),
        "states": found.states,
        "unknowns": found.unknowns,
        "longest_unknown_s": found.longest_unknown,
        "settling": found.settling,
        "settled_after_s": round(settled, 1),
        "withdrawn": len(stage.people.withdrawn),
        "withdrawals_refused": stage.people.refused,
        "withdrawals_unsure": stage.people.unsure,
        "freezes": len(stage.people.freezes),
        "refused_repeats": found.refused_repeats,
        "notes": stage.notes,
        "examples": found.examples,
    }
