"""Starting child processes that cannot outlive us, and ending whole process groups."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO, Final

import psutil

_PR_SET_PDEATHSIG: Final = 1
# Loaded here, not in the child: between fork and exec nothing should be imported.
_LIBC: Final = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None


@dataclass(frozen=True)
class Identity:
    """The user a child runs as."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Command:
    """What to start. `death_signal` reaches the child when its parent dies, however that happens (Linux)."""

    args: Sequence[str]
    cwd: Path
    env: Mapping[str, str]
    identity: Identity | None = None
    death_signal: signal.Signals = signal.SIGTERM
    before_exec: Callable[[], None] | None = None


def spawn(
    command: Command, *, output: IO[bytes] | int, errors: IO[bytes] | int = subprocess.STDOUT
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, standard input closed, standard error into `output` as well.

    Raises OSError when the program cannot be started.
    """
    parent = os.getpid()

    def prepare() -> None:
        if command.before_exec is not None:
            command.before_exec()
        _die_with(parent, command.death_signal)

    who = command.identity
    return subprocess.Popen(  # noqa: S603 - the callers' own command lines
        list(command.args),
        cwd=command.cwd,
        env=dict(command.env),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
        start_new_session=True,
        preexec_fn=prepare,
        user=None if who is None else who.uid,
        group=None if who is None else who.gid,
        extra_groups=None if who is None else [],
    )


def _die_with(parent: int, number: signal.Signals) -> None:
    """Runs in the child between fork and exec."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)


@dataclass(frozen=True)
class Birth:
    """A process that cannot be mistaken for a later one with the same number."""

    pid: int
    started: float


def birth_of(pid: int) -> Birth | None:
    """Who runs under `pid` now; None when nobody does (a zombie counts as nobody)."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return Birth(pid, process.create_time())
    except psutil.Error:
        return None


def is_alive(birth: Birth) -> bool:
    """Whether that very process still runs."""
    now = birth_of(birth.pid)
    return now is not None and abs(now.started - birth.started) < 1.0


def family_of(pids: Sequence[int]) -> list[psutil.Process]:
    """The processes `pids`, all their descendants, and everything in the sessions that they lead."""
    found: dict[int, psutil.Process] = {}
    leaders = set(pids)
    for pid in pids:
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(pid)
            found[pid] = process
            found.update({child.pid: child for child in process.children(recursive=True)})
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, ProcessLookupError, PermissionError):
            if process.pid not in found and os.getsid(process.pid) in leaders:
                found[process.pid] = process
    found.pop(os.getpid(), None)
    return list(found.values())


def _nap() -> None:
    time.sleep(0.05)


def end_family(pids: Sequence[int], *, patience: float, meanwhile: Callable[[], None] = _nap) -> None:
    """Ask the processes `pids` to end (SIGTERM), then whatever is left of their families; kill who does not listen.

    The leaders get `patience` seconds, because they end their own children best; orphans get one second.
    `meanwhile` is called again and again while waiting.
    """
    # Listed before the first signal: grandchildren are nobody's children once their parent is gone.
    family = family_of(pids)
    leaders = [process for process in family if process.pid in set(pids)]
    _signal(leaders, signal.SIGTERM)
    deaf = wait_for_end(leaders, seconds=patience, meanwhile=meanwhile)
    _signal(deaf, signal.SIGKILL)
    # Sessions may have grown meanwhile.
    family = list({process.pid: process for process in [*family, *family_of(pids)]}.values())
    orphans = [process for process in family if _runs(process)]
    _signal(orphans, signal.SIGTERM)
    _signal(wait_for_end(orphans, seconds=1, meanwhile=meanwhile), signal.SIGKILL)
    wait_for_end(family, seconds=1, meanwhile=meanwhile)


def _signal(processes: Sequence[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.send_signal(number)


def wait_for_end(
    processes: Sequence[psutil.Process], *, seconds: float, meanwhile: Callable[[], None] = _nap
) -> list[psutil.Process]:
    """Those that still run after `seconds`. Zombies have ended: whose they are may never fetch them."""
    wait_until(lambda: not any(_runs(process) for process in processes), seconds=seconds, meanwhile=meanwhile)
    return [process for process in processes if _runs(process)]


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def run_in_foreground(args: Sequence[str], *, env: Mapping[str, str] | None = None) -> int:
    """Run a command on our own terminal and return its exit status; 128 + n when signal n ended it.

    It gets Ctrl-C from the terminal itself and SIGTERM from us, and does not outlive us.
    """
    parent = os.getpid()
    child: subprocess.Popen[bytes] | None = None

    def prepare() -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _die_with(parent, signal.SIGTERM)

    def pass_on(number: int, frame: FrameType | None) -> None:
        if child is not None:
            child.send_signal(number)

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGINT, lambda number, frame: None)
    signal.signal(signal.SIGTERM, pass_on)
    try:
        child = subprocess.Popen(list(args), env=env, preexec_fn=prepare)  # noqa: S603
        status = child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return status if status >= 0 else 128 - status


def wait_until(ready: Callable[[], bool], *, seconds: float, meanwhile: Callable[[], None] = _nap) -> bool:
    """Ask `ready` again and again, `meanwhile` in between; False when the time is over."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() >= deadline:
            return False
        meanwhile()
    return True
