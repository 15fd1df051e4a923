"""script/restore: a backup into a fresh data folder (or the given databases), checked before and after."""

import argparse
import os
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from script.terminal import exit_with, progress, read_dotenv, recall_addresses
from weibo_ops.embedded import hold_data, services
from weibo_ops.env import data_dir, say
from weibo_ops.safekeeping import putting_back as put
from weibo_ops.safekeeping.archive import Manifest, verify
from weibo_ops.safekeeping.keys import given_keys, keep_in

STEPS = 5


@dataclass(frozen=True)
class Options:
    """What the command line asks for."""

    file: Path
    keys: Path | None
    data: Path
    replace: bool
    without_keys: bool


def parse(arguments: list[str]) -> Options:
    """Raises SystemExit for `--help` and for options that do not exist."""
    parser = argparse.ArgumentParser(prog="script/restore", description=say("恢复备份。", "Restore a backup."))
    parser.add_argument("file", type=Path, help=say("备份文件", "the backup"))
    parser.add_argument("--keys", type=Path, help=say("密钥文件", "the file of keys"))
    parser.add_argument("--into", type=Path, help=say("数据文件夹，默认 var", "data folder, default var"))
    parser.add_argument("--replace", action="store_true", help=say("已有系统移到一旁", "set an installation aside"))
    parser.add_argument("--without-keys", action="store_true", help=say("密钥已丢失", "the keys are lost"))
    given = parser.parse_args(arguments)
    data = (given.into or data_dir()).expanduser().absolute()
    return Options(given.file, given.keys, data, given.replace, given.without_keys)


def main(arguments: list[str]) -> int:
    """Nothing is changed before the backup has been read to its end. Raises `BadSetting`."""
    read_dotenv()
    options = parse(arguments)
    data = options.data
    os.environ["WEIBO_OPS_DATA_DIR"] = str(data)
    progress(1, "校验备份 …", "Checking the backup …", total=STEPS)
    manifest = verify(options.file)
    with hold_data(data, name="script/restore"):
        if put.is_occupied(data) and not options.replace:
            raise put.occupied(data)
        keys = given_keys(data, options.keys)
        put.refuse_small_disk(data, manifest)
        if not options.without_keys:
            put.refuse_missing_keys(manifest, keys)
        restored, aside = run(options, manifest, keys)
    conclude(options, restored, aside)
    return 0


def run(options: Options, manifest: Manifest, keys: dict[str, str]) -> tuple[put.Restored, Path | None]:
    """All steps that change something; a failure puts the old installation back."""
    data, work, stamp = options.data, put.work_folder(options.data), f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
    with ExitStack() as stack:
        aside = stack.enter_context(put.set_aside(data, stamp=stamp))
        work.mkdir()
        stack.callback(shutil.rmtree, work, ignore_errors=True)
        if keys:
            keep_in(data, keys)
        progress(2, "启动数据库 …", "Starting the databases …", total=STEPS)
        stack.enter_context(services(data))
        start_django(data)
        put.refuse_newer(manifest)
        progress(3, "恢复数据库 …", "Restoring the database …", total=STEPS)
        stack.enter_context(put.empty_database(stamp=stamp, replace=options.replace))
        put.restore_database(options.file, work)
        rows = put.check_rows(manifest)
        progress(4, "恢复上传文件 …", "Restoring the uploads …", total=STEPS)
        put.restore_files(options.file, manifest, uploads=data / "uploads", data=data, work=work)
        progress(5, "更新结构并检查 …", "Updating and checking …", total=STEPS)
        restored = put.finish(manifest, rows=rows)
        close_django()
    return restored, aside


def start_django(data: Path) -> None:
    """With the environment that `services` made, and keys of its own where none were restored."""
    from weibo_ops.secrets_file import ensure_secrets

    ensure_secrets(data)
    recall_addresses(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weibo_ops.settings")
    import django

    django.setup()


def close_django() -> None:
    """Let go of the database before it is stopped."""
    from django.db import connections

    connections.close_all()


def conclude(options: Options, done: put.Restored, aside: Path | None) -> None:
    """What came of it and what to do next."""
    print(
        say(
            f"已恢复：{done.rows} 行，{done.uploads} 个上传文件，{done.tokens} 条授权可以解密，操作记录完整。",
            f"Restored: {done.rows} rows, {done.uploads} uploads, {done.tokens} sealed values open, audit chain whole.",
        )
    )
    if done.tokens_unreadable:
        print(
            say(
                f"{done.tokens_unreadable} 条授权打不开，请在“矩阵”里为这些账号重新授权。",
                f"{done.tokens_unreadable} sealed values do not open: authorise those accounts again.",
            )
        )
    if aside is not None:
        print(say(f"原来的系统在 {aside}，确认无误后可删除。", f"The former installation is in {aside}."))
    print(
        say(
            f"下一步：script/server --data-dir {options.data}，登录后打开“设置 → 系统体检”。",
            f"Next: script/server --data-dir {options.data}, then open Settings → Doctor.",
        )
    )


if __name__ == "__main__":
    exit_with(main)
