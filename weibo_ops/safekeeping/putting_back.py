"""Put a backup back: checked first, into an empty installation, or with the old one set aside until all is well."""

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from weibo_ops.env import BadSetting, say
from weibo_ops.safekeeping.archive import ANCHORS, DATABASE, SANDBOX, UPLOADS, Manifest, extract
from weibo_ops.safekeeping.programs import address, find, run

ASIDE: Final = ("postgres", "redis", "uploads", "secrets.env", "sandbox.sqlite", "audit", "beat")
"""What makes up an installation in its data folder; logs and locks stay."""
SPARE: Final = 64 << 20


@dataclass(frozen=True)
class Restored:
    """What was put back."""

    rows: int
    uploads: int
    tokens: int
    tokens_unreadable: int
    migrated: int


def is_occupied(data: Path) -> bool:
    """Whether a data folder holds an installation. Keys alone are none: they may have been put there for this."""
    uploads = data / "uploads"
    return (data / "postgres" / "PG_VERSION").exists() or (uploads.is_dir() and any(uploads.iterdir()))


def refuse_small_disk(data: Path, manifest: Manifest) -> None:
    """The dump is compressed: its rows and indexes take several times its room. Raises `BadSetting`."""
    dump = manifest.parts[DATABASE].bytes
    needed = manifest.size + 6 * dump + SPARE
    free = shutil.disk_usage(data).free
    if free < needed:
        raise BadSetting(
            say(
                f"{data} 所在的盘太小：需要约 {needed / 1e6:.0f} MB，只剩 {free / 1e6:.0f} MB。",
                f"The disk of {data} is too small: {needed / 1e6:.0f} MB needed, {free / 1e6:.0f} MB free.",
            )
        )


def refuse_missing_keys(manifest: Manifest, keys: Mapping[str, str]) -> None:
    """Raises `BadSetting` naming the keys that sealed values of this backup need and nobody gave."""
    from accounts.secrets import fingerprint

    given = {fingerprint(key) for key in keys.get("FERNET_KEYS", "").split(",") if key.strip()}
    missing = [name for name, count in manifest.keys.items() if count and name not in given]
    if missing:
        raise BadSetting(
            say(
                f"缺少密钥 {', '.join(missing)}：用 --keys 给出密钥文件；"
                "密钥找不回来时用 --without-keys，之后各账号须重新授权。",
                f"The keys {', '.join(missing)} are missing: give their file with --keys. When they are lost, use "
                "--without-keys; every account must then be authorised again.",
            )
        )


def refuse_newer(manifest: Manifest) -> None:
    """Raises `BadSetting` when the backup was made by a version whose migrations this code does not have."""
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = {*loader.disk_migrations, *(old for each in loader.replacements.values() for old in each.replaces)}
    strange = [f"{app}.{name}" for app, name in manifest.migrations if app in loader.migrated_apps]
    strange = [name for name in strange if tuple(name.split(".", 1)) not in known]
    if strange:
        raise BadSetting(
            say(
                f"这个备份来自更新的版本（含有 {strange[0]}），请先更新程序。",
                f"This backup is of a newer version (it has {strange[0]}): update the program first.",
            )
        )


@contextlib.contextmanager
def set_aside(data: Path, *, stamp: str) -> Iterator[Path | None]:
    """Move what is there into `replaced-<stamp>`; when the block fails, remove what it made and move it back."""
    folder = data / f"replaced-{stamp}"
    moved = [data / name for name in ASIDE if (data / name).exists()]
    if moved:
        folder.mkdir()
        for path in moved:
            path.rename(folder / path.name)
    try:
        yield folder if moved else None
    except BaseException:
        for name in ASIDE:
            _remove(data / name)
        for path in moved:
            (folder / path.name).rename(path)
        if moved:
            folder.rmdir()
        raise


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def empty_database(*, stamp: str, replace: bool) -> Iterator[None]:
    """Tables in the given database are refused, or kept as schema `replaced_<stamp>` and put back when the block fails.

    An embedded database is empty here: its folder was set aside. Raises `BadSetting`.
    """
    from django.db import connection

    aside = f"replaced_{stamp.replace('-', '_')}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        full = bool(cursor.fetchone()[0])
        if full and not replace:
            raise occupied(connection.settings_dict["NAME"])
        if full:
            cursor.execute(f"ALTER SCHEMA public RENAME TO {aside}; CREATE SCHEMA public")
    connection.close()
    try:
        yield
    except BaseException:
        if full:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP SCHEMA public CASCADE; ALTER SCHEMA {aside} RENAME TO public")
        raise


def restore_database(archive: Path, work: Path) -> None:
    """pg_restore in one transaction into the empty database of the settings. Raises `BadSetting`."""
    from django.db import connection

    server = connection.cursor().connection.server_version // 10000
    connection.close()
    extract(archive, {DATABASE: work / DATABASE})
    tool = find("pg_restore", server=server)
    words = [tool.path, "--no-owner", "--no-acl", "--exit-on-error", "--single-transaction"]
    database = connection.settings_dict
    run([*words, f"--dbname={database['NAME']}", str(work / DATABASE)], environ=address(database))
    (work / DATABASE).unlink()


def occupied(where: object) -> BadSetting:
    """The refusal to overwrite."""
    return BadSetting(
        say(
            f"{where} 里已有系统，不会覆盖；确要替换请加 --replace，原来的会移到一旁。",
            f"There is an installation in {where}; it is not overwritten. Add --replace to set it aside.",
        )
    )


def restore_files(archive: Path, manifest: Manifest, *, uploads: Path, data: Path, work: Path) -> None:
    """The uploads by way of a folder beside them, so that they appear all at once; anchors, the sandbox's world."""
    fresh = work / "uploads"
    fresh.mkdir()
    names = {name: fresh / name.removeprefix(UPLOADS) for name in manifest.uploads}
    others = [name for name in (SANDBOX, ANCHORS) if name in manifest.parts]
    names.update({name: work / name for name in others})
    extract(archive, names)
    if uploads.exists():
        uploads.rmdir()
    shutil.move(fresh, uploads)
    for name in others:
        (data / name).parent.mkdir(exist_ok=True)
        shutil.move(work / name, data / name)


def check_rows(manifest: Manifest) -> int:
    """Compare the number of rows of every table with the manifest. Returns the sum. Raises `BadSetting`."""
    from django.db import connection

    total = 0
    with connection.cursor() as cursor:
        for table, expected in manifest.rows.items():
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found = int(cursor.fetchone()[0])
            if found != expected:
                raise BadSetting(
                    say(
                        f"表 {table} 应有 {expected} 行，恢复出 {found} 行。",
                        f"The table {table} has {found} rows, not {expected}.",
                    )
                )
            total += found
    return total


def finish(manifest: Manifest, *, rows: int) -> Restored:
    """Migrate, check the audit chain, open the sealed values. Raises `BadSetting`."""
    from django.core.management import call_command

    from accounts.services.sealing import keys_in_use
    from core.audit import first_broken_sequence

    before = len(manifest.migrations)
    call_command("migrate", interactive=False, verbosity=0)
    broken = first_broken_sequence()
    if broken is not None:
        raise BadSetting(
            say(f"操作记录从第 {broken} 条起对不上。", f"The audit chain is broken from entry {broken} on.")
        )
    use = keys_in_use()
    return Restored(
        rows=rows,
        uploads=len(manifest.uploads),
        tokens=sum(use.by_key.values()),
        tokens_unreadable=use.unreadable,
        migrated=_applied() - before,
    )


def _applied() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations")
        return int(cursor.fetchone()[0])


def work_folder(data: Path) -> Path:
    """Where members are unpacked before they get their place: on the same disk."""
    return data / f".restoring-{os.getpid()}"
