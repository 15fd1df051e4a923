"""Take a backup while everything runs: rows and dump from one snapshot, then the uploads, all checked after writing."""

import contextlib
import os
import platform
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import django
import psycopg2
import structlog
from django.conf import settings
from django.db import connection

from accounts.services.sealing import keys_in_use
from core.dates import BEIJING
from core.heartbeats import beat
from core.locks import only_one
from core.models import Heartbeat
from weibo_ops.env import BadSetting, say
from weibo_ops.pulse import code_on_disk
from weibo_ops.safekeeping import BACKUP
from weibo_ops.safekeeping.archive import ANCHORS, DATABASE, SANDBOX, UPLOADS, BadArchive, Manifest, Writer
from weibo_ops.safekeeping.programs import address, find, run

log = structlog.get_logger(__name__)
NAME: Final = re.compile(r"weibo-ops-\d{8}-\d{6}\.tar")
SPARE: Final = 64 << 20
"""Bytes that must stay free on the disk of the backups."""
NIGHT: Final = timedelta(hours=2, minutes=30)
"""Beijing time after which the nightly backup is due."""


@dataclass(frozen=True)
class Taken:
    """A backup that was written and checked."""

    path: Path
    manifest: Manifest
    dropped: list[Path]


def take_backup(*, to: Path, keep: int | None, at: datetime) -> Taken:
    """Write `weibo-ops-<UTC time>.tar` to the folder `to`; with `keep` only so many stay there.

    Raises `BadSetting` with one sentence when it cannot be done; then nothing is left behind, old backups stay.
    """
    with only_one("weibo_ops.backup") as mine:
        if not mine:
            raise BadSetting(say("另一个备份正在进行。", "Another backup is under way."))
        try:
            taken = _take(to, keep, at)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise BadSetting(say(f"备份无法写入 {to}（{reason}）。", f"Cannot write to {to} ({reason}).")) from error
    beat(BACKUP, at=at, file=str(taken.path), bytes=taken.path.stat().st_size, good_at=at.isoformat())
    return taken


def _take(to: Path, keep: int | None, at: datetime) -> Taken:
    to.mkdir(parents=True, exist_ok=True)
    uploads = Path(settings.MEDIA_ROOT)
    _refuse_small_disk(to, uploads)
    path = to / f"weibo-ops-{at.astimezone(UTC):%Y%m%d-%H%M%S}.tar"
    if path.exists():
        raise BadSetting(say(f"{path} 已存在。", f"{path} exists."))
    with Writer(path) as writer, tempfile.TemporaryDirectory(dir=to, prefix=".part-") as folder:
        # Before the dump: an anchor that is written meanwhile is then in the rows only, and put into the file again.
        if (settings.DATA_DIR / ANCHORS).is_file():
            writer.add_file(ANCHORS, settings.DATA_DIR / ANCHORS)
        facts = _dump(Path(folder) / DATABASE)
        writer.add_file(DATABASE, Path(folder) / DATABASE)
        (Path(folder) / DATABASE).unlink()
        for file in _files(uploads):
            writer.add_file(UPLOADS + file.relative_to(uploads).as_posix(), file)
        if _copy_sandbox(Path(folder) / SANDBOX):
            writer.add_file(SANDBOX, Path(folder) / SANDBOX)
        manifest = Manifest(made_at=at.isoformat(), keys=_keys(), parts=writer.parts, **facts)
        writer.finish(manifest.to_json())
    return Taken(path, manifest, _drop_old(to, keep))


def _refuse_small_disk(to: Path, uploads: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        needed = int(cursor.fetchone()[0])
    needed += sum(file.stat().st_size for file in _files(uploads)) + SPARE
    free = shutil.disk_usage(to).free
    if free < needed:
        room = f"{needed / 1e6:.0f} MB", f"{free / 1e6:.0f} MB"
        raise BadSetting(
            say(
                f"{to} 所在的盘太小：需要约 {room[0]}，只剩 {room[1]}。",
                f"The disk of {to} is too small: {room[0]} needed, {room[1]} free.",
            )
        )


def _files(uploads: Path) -> Iterator[Path]:
    """Regular files below the uploads, no links, in order."""
    for folder, folders, names in os.walk(uploads):
        folders.sort()
        for name in sorted(names):
            path = Path(folder) / name
            with contextlib.suppress(FileNotFoundError):
                if path.is_file() and not path.is_symlink():
                    yield path


def _dump(target: Path) -> dict[str, Any]:
    """pg_dump and the counts of all rows, both as of one instant."""
    link = psycopg2.connect(**{k: v for k, v in connection.get_connection_params().items() if k != "cursor_factory"})
    with contextlib.closing(link), link.cursor() as cursor:
        link.set_session(isolation_level="REPEATABLE READ", readonly=True)
        cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version_num')::int / 10000")
        snapshot, server = cursor.fetchone()
        tool = find("pg_dump", server=server)
        words = [tool.path, "--format=custom", "--no-owner", "--no-acl", f"--snapshot={snapshot}", f"--file={target}"]
        run(words, environ=address(connection.settings_dict))
        return {
            "versions": {
                "code": code_on_disk(),
                "postgres": str(server),
                "pg_dump": str(tool.major),
                "django": django.get_version(),
                "python": platform.python_version(),
            },
            "rows": _rows(cursor),
            "migrations": _migrations(cursor),
        }


def _rows(cursor: Any) -> dict[str, int]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    counts = {}
    for (table,) in cursor.fetchall():
        cursor.execute(f'SELECT count(*) FROM public."{table}"')  # noqa: S608 - a name from the catalogue
        counts[table] = int(cursor.fetchone()[0])
    return counts


def _migrations(cursor: Any) -> list[list[str]]:
    cursor.execute("SELECT app, name FROM public.django_migrations ORDER BY id")
    return [list(row) for row in cursor.fetchall()]


def _keys() -> dict[str, int]:
    return keys_in_use().by_key


def _copy_sandbox(target: Path) -> bool:
    """The sandbox's world, when this installation has one and it stands still: a running sandbox keeps its file locked.

    It is made up anyway; without it the restored accounts have to be authorised anew with a fresh sandbox.
    """
    source = settings.DATA_DIR / SANDBOX
    if not source.is_file():
        return False
    opened = sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=1)
    with contextlib.closing(opened) as link, contextlib.closing(sqlite3.connect(target)) as copy:
        try:
            # Asked first: `backup` would wait for a locked file without end.
            link.execute("SELECT count(*) FROM sqlite_master").fetchone()
            link.backup(copy)
        except sqlite3.Error as error:
            log.info("sandbox_left_out", reason=str(error))
            return False
    return True


def _drop_old(to: Path, keep: int | None) -> list[Path]:
    """Only files that are named like ours, the oldest first; and what a killed backup left a day ago."""
    stale = [path for path in to.glob(".part-*weibo-ops-*.tar") if _age(path) > timedelta(days=1)]
    ours = sorted(path for path in to.iterdir() if NAME.fullmatch(path.name))
    dropped = ours[:-keep] if keep else []
    for path in [*stale, *dropped]:
        path.unlink(missing_ok=True)
    return dropped


def _age(path: Path) -> timedelta:
    return datetime.now(UTC) - datetime.fromtimestamp(path.stat().st_mtime, UTC)


def is_due(*, now: datetime) -> bool:
    """Whether the nightly backup has not been made since this night's time."""
    local = now.astimezone(BEIJING)
    tonight = local.replace(hour=0, minute=0, second=0, microsecond=0) + NIGHT
    due = tonight if local >= tonight else tonight - timedelta(days=1)
    row = Heartbeat.objects.filter(name=BACKUP).first()
    good = row.detail.get("good_at") if row is not None else None
    return good is None or datetime.fromisoformat(good) < due


def back_up_tonight(*, now: datetime) -> Taken | None:
    """The nightly backup, when it is due and BACKUP_DIR says where to. A failure is remembered for the doctor."""
    if not settings.BACKUP_DIR or not is_due(now=now):
        return None
    try:
        return take_backup(to=Path(settings.BACKUP_DIR), keep=settings.BACKUP_KEEP, at=now)
    except (BadSetting, BadArchive) as problem:
        log.error("backup_failed", reason=str(problem))
        row = Heartbeat.objects.filter(name=BACKUP).first()
        beat(BACKUP, at=now, **{**(row.detail if row is not None else {}), "error": str(problem)})
        return None
