"""A whole installation on a scratch folder: databases, sandbox and the Procfile's processes, each ours to kill."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Final

import psutil

from chaos.small_disk import SmallDisk
from script.serve import free_port
from weibo_ops.catalogue import compile_catalogues
from weibo_ops.embedded.postgres import PostgresServer
from weibo_ops.embedded.redis_server import RedisServer
from weibo_ops.env import ROOT, BadSetting, embedded_database_url, embedded_redis_url, socket_dir
from weibo_ops.processes import Command, end_family, family_of, spawn
from weibo_ops.procfile import Entry, read_procfile
from weibo_ops.secrets_file import ensure_secrets

SANDBOX: Final = "sandbox"
FOREIGN: Final = (
    "WEIBO_", "SENTRY_", "EMAIL_", "BASE_URL", "ALLOWED_HOSTS", "CSRF_", "SECURE_", "DEBUG", "DATABASE_URL",
    "REDIS_URL", "BACKUP_",
)  # fmt: skip
RESTART_AFTER: Final = 0.3
"""Seconds between the death of a process and its next life."""


@dataclass
class Life:
    """One process that is meant to run, over all its lives."""

    entry: Entry
    process: subprocess.Popen[bytes] | None = None
    born: float = 0.0
    died: float = 0.0
    environ: dict[str, str] | None = None

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Installation:
    """Start it, break it, stop it. All processes die with this one (`weibo_ops.processes.spawn`)."""

    def __init__(self, data: Path, *, small_disk: bool = False) -> None:
        self.data = data
        self.disk = SmallDisk(data / "postgres") if small_disk else None
        self.environ: dict[str, str] = {}
        """What its processes are given; `script.chaos` takes it over for itself."""
        self.lives: dict[str, Life] = {}
        self.kept_down: set[str] = set()
        """Processes that a fault holds down for a while."""
        self._logs: dict[str, IO[bytes]] = {}
        sockets = socket_dir(data)
        self.postgres = PostgresServer(data, sockets / "pg", durable=True)
        self.redis = RedisServer(data, sockets / "redis.sock", durable=True)

    def start(self) -> None:
        """Databases, migrations, sandbox, processes. Raises `BadSetting` when something does not come up."""
        shutil.rmtree(self.data, ignore_errors=True)
        (self.data / "log").mkdir(parents=True)
        if self.disk is not None:
            self.disk.mount()
        ensure_secrets(self.data)
        self.environ = self._addresses()
        compile_catalogues(ROOT / "locale")
        self.start_postgres()
        self.start_redis()
        self._migrate()
        for entry in read_procfile(ROOT / "Procfile", self.environ):
            self.lives[entry.name] = Life(entry)
        self._begin(self.lives[SANDBOX])
        self.tend()

    def _addresses(self) -> dict[str, str]:
        """The environment without settings of this machine's real installation, and where everything of ours is."""
        port, sandbox = free_port(), free_port()
        clean = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
        return clean | {
            "WEIBO_OPS_DATA_DIR": str(self.data),
            "DATABASE_URL": embedded_database_url(self.data),
            "REDIS_URL": embedded_redis_url(self.data),
            "DJANGO_SETTINGS_MODULE": "weibo_ops.settings",
            "STATIC_HASHED": "false",
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "BASE_URL": f"http://127.0.0.1:{port}",
            "WEIBO_SANDBOX_PORT": str(sandbox),
            "WEIBO_SANDBOX_URL": f"http://127.0.0.1:{sandbox}",
        }

    def _migrate(self) -> None:
        done = subprocess.run(
            [sys.executable, "manage.py", "migrate", "--no-input", "-v", "0"],
            cwd=ROOT, env=self.environ, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise BadSetting(f"migrate: {done.stderr.strip().splitlines()[-1]}")

    def log(self, name: str) -> IO[bytes]:
        """The log file of a process, opened once."""
        if name not in self._logs:
            self._logs[name] = (self.data / "log" / f"{name}.log").open("ab")
        return self._logs[name]

    # --- the Procfile's processes

    def tend(self) -> None:
        """Start whoever is meant to run and does not. Call it often."""
        for name, life in self.lives.items():
            if life.process is not None and life.process.poll() is not None:
                end_family([life.process.pid], patience=0.3)  # as the supervisor does before the next life
                life.process, life.died = None, time.monotonic()
            if life.process is None and name not in self.kept_down and time.monotonic() - life.died > RESTART_AFTER:
                self._begin(life)

    def _begin(self, life: Life) -> None:
        environ = {**self.environ, **(life.environ or {})}
        command = Command(args=life.entry.args, cwd=ROOT, env=environ, death_signal=signal.SIGKILL)
        life.process = spawn(command, output=self.log(life.entry.name))
        life.born = time.monotonic()

    def add(self, name: str, like: str, *, wrapper: Sequence[str] = (), instead: dict[str, str] | None = None) -> None:
        """One more process like an existing one; `instead` replaces words of its command line."""
        args = [(instead or {}).get(word, word) for word in self.lives[like].entry.args]
        self.lives[name] = Life(Entry(name, wrapped(args, wrapper)))

    def wrap(self, name: str, wrapper: Sequence[str]) -> None:
        """From its next life on (now), a process runs inside a wrapper module of ours; without words it runs bare."""
        life = self.lives[name]
        plain = read_procfile(ROOT / "Procfile", self.environ)
        entry = next(entry for entry in plain if entry.name == name)
        life.entry = replace(entry, args=wrapped(list(entry.args), wrapper))
        self.end(name)

    def end(self, *names: str) -> None:
        """SIGKILL to whole families."""
        pids = [life.process.pid for name in names if (life := self.lives[name]).process is not None]
        for process in family_of(pids):
            with contextlib.suppress(psutil.Error):
                process.kill()
        for name in names:
            life = self.lives[name]
            if life.process is not None:
                life.process.wait()
                life.process, life.died = None, 0.0  # the next look after it starts it at once

    def remove(self, name: str) -> None:
        """End a process that `add` made."""
        self.end(name)
        del self.lives[name]

    def main(self, name: str) -> psutil.Process | None:
        """The process itself while it runs."""
        process = self.lives[name].process
        if process is None or process.poll() is not None:
            return None
        with contextlib.suppress(psutil.Error):
            return psutil.Process(process.pid)
        return None

    def children(self, name: str) -> list[psutil.Process]:
        """Its pool processes."""
        main = self.main(name)
        if main is None:
            return []
        with contextlib.suppress(psutil.Error):
            return main.children(recursive=True)
        return []

    # --- the stores

    def start_postgres(self) -> None:
        """Start, or start again; crash recovery is waited for."""
        self.postgres.start(self.log("postgres"))

    def start_redis(self) -> None:
        """Start, or start again."""
        self.redis.start(self.log("redis"))

    def kill_store(self, store: PostgresServer | RedisServer, number: signal.Signals) -> None:
        """A signal to the server's main process, and waiting for its end; its orphans are ended by the next start."""
        if store.process is not None and store.process.poll() is None:
            family = family_of([store.process.pid])
            store.process.send_signal(number)
            try:
                store.process.wait(20)
            except subprocess.TimeoutExpired:
                store.process.kill()
                store.process.wait()
            for process in family:  # a killed postmaster's backends see its end by themselves; do not wait for it
                with contextlib.suppress(psutil.Error):
                    process.kill()

    def stop(self) -> None:
        """End everything; safe to call at any time."""
        end_family([life.process.pid for life in self.lives.values() if life.process is not None], patience=5)
        for life in self.lives.values():
            if life.process is not None:
                life.process.wait()
        self.redis.stop()
        self.postgres.stop()
        for log in self._logs.values():
            log.close()
        if self.disk is not None:
            self.disk.unmount()
        for folder in (self.postgres.sockets, self.postgres.sockets.parent):
            with contextlib.suppress(OSError):
                folder.rmdir()


def wrapped(args: list[str], wrapper: Sequence[str]) -> tuple[str, ...]:
    """`python -m celery …` becomes `python -m <wrapper> -- celery …`."""
    if not wrapper:
        return tuple(args)
    if args[1] == "-m":
        return (args[0], "-m", *wrapper, "--", *args[2:])
    raise BadSetting(f"not a module: {' '.join(args)}")
