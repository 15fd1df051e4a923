"""`manage.py back_up`: what `script/backup` runs once databases and settings are there."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from weibo_ops.env import BadSetting, say
from weibo_ops.safekeeping.keys import write_keys
from weibo_ops.safekeeping.taking import Taken, take_backup


class Command(BaseCommand):
    """Writes one archive, checks it, says where it is and which keys it needs."""

    help = "Back up database and uploads while everything runs. Keys are only written with --keys."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, help="folder (default: BACKUP_DIR, or backups in the data folder)")
        parser.add_argument("--keep", type=int, help="how many backups stay in the folder (default: all)")
        parser.add_argument("--keys", type=Path, help="also write the keys to this new file")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["keep"] is not None and options["keep"] < 1:
            raise CommandError(say("--keep 至少是 1。", "--keep must be at least 1."))
        to = options["to"] or Path(settings.BACKUP_DIR or settings.DATA_DIR / "backups")
        try:
            taken = take_backup(to=to.expanduser().absolute(), keep=options["keep"], at=timezone.now())
            if options["keys"] is not None:
                values = {"SECRET_KEY": settings.SECRET_KEY, "FERNET_KEYS": ",".join(settings.FERNET_KEYS)}
                write_keys(options["keys"].expanduser().absolute(), values)
        except BadSetting as problem:
            raise CommandError(str(problem)) from problem
        self._tell(taken, options["keys"])

    def _tell(self, taken: Taken, keys: Path | None) -> None:
        size, rows = taken.path.stat().st_size / 1e6, sum(taken.manifest.rows.values())
        files = len(taken.manifest.uploads)
        self.stdout.write(
            say(
                f"已备份到 {taken.path}（{size:.1f} MB，{rows} 行，{files} 个上传文件），写完后已校验。",
                f"Backed up to {taken.path} ({size:.1f} MB, {rows} rows, {files} uploads); checked after writing.",
            )
        )
        names = ", ".join(taken.manifest.keys)
        if keys is not None:
            self.stdout.write(say(f"密钥在 {keys}，请与备份分开保存。", f"The keys are in {keys}: keep them apart."))
        else:
            self.stdout.write(
                say(
                    f"备份里没有密钥。恢复时需要密钥 {names}，用 --keys 另存一份并分开保管。",
                    f"The keys are not in it. To restore it takes {names}; write them with --keys and keep them apart.",
                )
            )
        for path in taken.dropped:
            self.stdout.write(say(f"已移除过期的备份 {path.name}。", f"Removed the old backup {path.name}."))
