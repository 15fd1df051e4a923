"""pg_dump and pg_restore of the right version, and how they are told where the database is."""

import contextlib
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from weibo_ops.embedded.postgres import programs as embedded_programs
from weibo_ops.env import BadSetting, say

SYSTEM: Final = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Tool:
    """A program and its major version."""

    path: str
    major: int


def find(name: str, *, server: int) -> Tool:
    """The program `name` for a server of major version `server`: the same version, else the next newer one.

    An older pg_dump refuses a newer server. Raises `BadSetting` when there is none.
    """
    found = [tool for path in _places(name) if (tool := _asked(path)) is not None and tool.major >= server]
    if not found:
        raise BadSetting(
            say(
                f"没有找到 PostgreSQL {server} 或更高版本的 {name}，请安装 postgresql-client-{server}。",
                f"No {name} of PostgreSQL {server} or newer was found: install postgresql-client-{server}.",
            )
        )
    return min(found, key=lambda tool: tool.major)


def _places(name: str) -> list[str]:
    places = [shutil.which(name), *(str(path) for path in sorted(SYSTEM.glob(f"*/bin/{name}")))]
    with contextlib.suppress(BadSetting):  # an installation with databases of its own may lack the wheel
        places.append(str(embedded_programs() / "bin" / name))
    return [place for place in places if place]


def _asked(path: str) -> Tool | None:
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    except OSError:
        return None
    found = re.search(r"\) (\d+)", answer)
    return Tool(path, int(found.group(1))) if found else None


def address(database: Mapping[str, Any]) -> dict[str, str]:
    """A Django `DATABASES` entry as the environment of libpq: passwords are not seen in the list of processes."""
    names = {"NAME": "PGDATABASE", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "HOST": "PGHOST", "PORT": "PGPORT"}
    given = {names[name]: str(database[name]) for name in names if database.get(name)}
    options = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}
    extra = {options[name]: str(value) for name, value in database.get("OPTIONS", {}).items() if name in options}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, **given, **extra, "LC_ALL": "C.UTF-8"}


def run(words: Sequence[str], *, environ: Mapping[str, str], output: IO[bytes] | None = None) -> None:
    """Run a program of PostgreSQL. Raises `BadSetting` with its last line when it fails."""
    done = subprocess.run(  # noqa: S603 - our own command line
        list(words),
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=output if output is not None else subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode != 0:
        name = Path(words[0]).name
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"{name}: {done.returncode}"]
        raise BadSetting(say(f"{name} 失败：{lines[0]}", f"{name} failed: {lines[0]}"))
