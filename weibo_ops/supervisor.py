"""Keeps a list of processes running: starts them, writes their logs, restarts those that die, ends them all.

One thread, one loop. Children have a session of their own, so that Ctrl-C reaches only us and whole families can be
ended; they die with us even when we are killed (`processes.spawn`), and what survives that (a grandchild in the middle
of a task) is found in `<data>/processes.json` by the next start.
"""

import contextlib
import json
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType
from typing import IO, Final

from weibo_ops.env import BadSetting, say
from weibo_ops.processes import Birth, Command, birth_of, end_family, family_of, is_alive, spawn
from weibo_ops.procfile import Entry

STOP_PATIENCE: Final = 5.0
"""Seconds that children get to end by themselves. With the databases' own time everything is gone within 10."""
BACK_OFF: Final = (1, 2, 4, 8, 15, 30)
CALM_AFTER: Final = 60.0
"""Seconds of running after which the back-off starts anew."""
GIVE_UP_AFTER: Final = 3
"""Deaths of one process before everything was up for the first time: then it is a mistake, not an accident."""
LOG_LIMIT: Final = 20_000_000


@dataclass
class Child:
    """One process of the list, over all its lives."""

    entry: Entry
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    due: float = 0.0
    rest: bytes = b""
    output: IO[bytes] | None = field(default=None, repr=False)


class Supervisor:
    """Runs `entries` until `stop` is asked for by SIGINT, SIGTERM or SIGHUP.

    `tell` gets one line for the person at the terminal; `tick` is called about once a second.
    """

    def __init__(self, entries: Sequence[Entry], *, data: Path, root: Path, tell: Callable[[str], None]) -> None:
        self.data = data
        self.root = root
        self.tell = tell
        self.up = False
        self.stopping = False
        logs = data / "log"
        logs.mkdir(parents=True, exist_ok=True)
        self.children = [Child(entry, logs / f"{entry.name}.log") for entry in entries]
        self._selector = selectors.DefaultSelector()

    def run(self, *, tick: Callable[[], None], environ: Mapping[str, str]) -> None:
        """Start everything and stay until told to stop. Raises `BadSetting` when a process never comes up."""
        with _stop_signals(self._ask_to_stop):
            try:
                next_tick = 0.0
                while not self.stopping:
                    self._start_due(environ)
                    self._read(0.2)
                    self._look_after()
                    if time.monotonic() >= next_tick and not self.stopping:
                        tick()
                        next_tick = time.monotonic() + 1
            finally:
                self._end()

    def everything_is_up(self) -> None:
        """From now on a death is an accident, answered by a restart."""
        self.up = True

    def _ask_to_stop(self) -> None:
        self.stopping = True

    def _start_due(self, environ: Mapping[str, str]) -> None:
        started = False
        for child in self.children:
            if child.process is None and time.monotonic() >= child.due:
                self._start(child, environ)
                started = True
        if started:
            register(self.data, [child.process.pid for child in self.children if child.process is not None])

    def _start(self, child: Child, environ: Mapping[str, str]) -> None:
        reader, writer = os.pipe()
        try:
            child.process = spawn(Command(args=child.entry.args, cwd=self.root, env=environ), output=writer)
        finally:
            os.close(writer)
        child.started = time.monotonic()
        child.output = os.fdopen(reader, "rb", buffering=0)
        os.set_blocking(reader, False)
        self._selector.register(child.output, selectors.EVENT_READ, child)

    def _read(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            child: Child = key.data
            with contextlib.suppress(BlockingIOError):
                piece = child.output.read(65536) if child.output is not None else b""
                if piece:
                    self._write(child, piece)
                else:
                    self._close(child)

    def _write(self, child: Child, piece: bytes) -> None:
        try:
            if child.log.exists() and child.log.stat().st_size > LOG_LIMIT:
                child.log.replace(child.log.with_suffix(".log.1"))
            with child.log.open("ab") as log:
                log.write(piece)
        except OSError as error:  # a full disk must not stop what still works
            self.tell(say(f"日志无法写入：{error.strerror}", f"The log cannot be written: {error.strerror}"))
        *lines, child.rest = (child.rest + piece).split(b"\n")
        child.rest = child.rest[-4096:]
        for line in lines:
            text = worth_telling(line.decode("utf-8", "replace"))
            if text:
                self.tell(f"{child.entry.name} | {text}")

    def _close(self, child: Child) -> None:
        if child.output is not None:
            self._selector.unregister(child.output)
            child.output.close()
            child.output = None

    def _look_after(self) -> None:
        for child in self.children:
            if child.process is None or child.process.poll() is None:
                continue
            status = child.process.returncode
            end_family([child.process.pid], patience=0.5)  # its own children must not go on beside the next life's
            self._close(child)
            child.process = None
            if self.stopping:
                continue
            self._plan_next_life(child, status)

    def _plan_next_life(self, child: Child, status: int) -> None:
        if time.monotonic() - child.started > CALM_AFTER:
            child.deaths = 0
        child.deaths += 1
        if not self.up and child.deaths >= GIVE_UP_AFTER:
            raise BadSetting(
                say(
                    f"进程 {child.entry.name} 无法启动（状态 {status}），详情见 {child.log}。",
                    f"The process {child.entry.name} does not start (status {status}); see {child.log}.",
                )
            )
        wait = BACK_OFF[min(child.deaths, len(BACK_OFF)) - 1]
        child.due = time.monotonic() + wait
        self.tell(
            say(
                f"进程 {child.entry.name} 意外结束（状态 {status}），{wait} 秒后重新启动。",
                f"The process {child.entry.name} ended unexpectedly (status {status}); it starts again in {wait} s.",
            )
        )

    def _end(self) -> None:
        pids = [child.process.pid for child in self.children if child.process is not None]
        # Reading goes on meanwhile: nobody can end while its last words find no room.
        end_family(pids, patience=STOP_PATIENCE, meanwhile=partial(self._read, 0.05))
        self._read(0)
        for child in self.children:
            self._close(child)
            if child.process is not None:
                child.process.wait()
        (self.data / "processes.json").unlink(missing_ok=True)
        self._selector.close()


@contextlib.contextmanager
def _stop_signals(handler: Callable[[], None]) -> Iterator[None]:
    def handle(number: int, frame: FrameType | None) -> None:
        handler()

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, handle) for number in numbers]
    try:
        yield
    finally:
        for number, previous in zip(numbers, before, strict=True):
            signal.signal(number, previous)


def worth_telling(line: str) -> str:
    """What of a log line belongs on the terminal: warnings and errors, in one line; empty for the rest."""
    if line.startswith("{"):
        with contextlib.suppress(ValueError):
            record = json.loads(line)
            if isinstance(record, dict) and record.get("level") in {"warning", "error", "critical"}:
                return f"{record['level']}: {str(record.get('event', '')).splitlines()[0][:300]}"
            return ""
    if any(mark in line for mark in ("[ERROR]", "[WARNING]", "[CRITICAL]", "CRITICAL/", "ERROR/")):
        return line.strip()[:300]
    return ""


# --- the register of what runs


def register(data: Path, pids: Sequence[int]) -> None:
    """Note who runs, by number and time of birth."""
    births = [birth for birth in map(birth_of, pids) if birth is not None]
    fresh = data / "processes.json.new"
    fresh.write_text(json.dumps([asdict(birth) for birth in births]), encoding="ascii")
    fresh.replace(data / "processes.json")


def end_leftovers(data: Path) -> int:
    """End what a killed supervisor left behind; the number of processes ended. Call it holding the data folder.

    A number that now belongs to another process is recognised by its time of birth. A leader that is gone leaves
    its session, whose number the system gives to nobody else as long as a member lives.
    """
    path = data / "processes.json"
    try:
        births = [Birth(entry["pid"], entry["started"]) for entry in json.loads(path.read_text(encoding="ascii"))]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return 0
    ours = [birth.pid for birth in births if is_alive(birth) or birth_of(birth.pid) is None]
    found = len(family_of(ours))
    end_family(ours, patience=3)
    path.unlink(missing_ok=True)
    return found
