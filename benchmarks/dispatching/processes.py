"""Processes of a run: started in sessions of their own, ended with all they started, their processor time added up."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from weibo_ops.env import ROOT, data_dir
from weibo_ops.processes import Command, spawn

PATIENCE = 8


class Family:
    """A set of processes that live and die together."""

    def __init__(self) -> None:
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(
        self, args: Sequence[str], *, name: str, env: Mapping[str, str] | None = None, cwd: Path = ROOT
    ) -> "subprocess.Popen[bytes]":
        """Start one; what it prints goes to `log/bench-<name>.log` of the data folder."""
        folder = data_dir() / "log"
        folder.mkdir(parents=True, exist_ok=True)
        command = Command(args=args, cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})})
        with (folder / f"bench-{name}.log").open("ab") as log:
            process = spawn(command, output=log)
        self.processes.append(process)
        return process

    def died(self) -> list[int]:
        """The exit statuses of those that ended by themselves."""
        return [status for process in self.processes if (status := process.poll()) is not None]

    def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        """End all of them, by force after some seconds."""
        for process in self.processes:
            _signal(process, number)
        for process in self.processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE)
            _signal(process, signal.SIGKILL)
            process.wait(PATIENCE)
        self.processes.clear()


def _signal(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def cpu_seconds(pids: Sequence[int]) -> float:
    """Processor time of these processes and all they started, those included that have ended and been waited for."""
    total = 0.0
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):
            parent = psutil.Process(pid)
            for process in [parent, *parent.children(recursive=True)]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    used = process.cpu_times()
                    total += used.user + used.system + used.children_user + used.children_system
    return total
