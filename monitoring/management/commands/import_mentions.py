"""`manage.py import_mentions FILE …`: take in crawler files here and now, with progress on the terminal."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.audit import SYSTEM
from core.errors import UserError
from core.models import JobState
from monitoring.services import UploadedFile, run_import, start_import


class Command(BaseCommand):
    help = "Import crawler files as mentions. Each file is all visible or not there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--source", default="", help="name of the source that the files belong to")
        parser.add_argument("--queue", action="store_true", help="leave the work to the worker of the queue 'slow'")

    def handle(self, *args: Any, **options: Any) -> None:
        failed = 0
        for name in options["files"]:
            failed += not self._take(Path(name), source=options["source"], queue=options["queue"])
        if failed:
            raise CommandError(f"{failed} file(s) could not be imported")

    def _take(self, path: Path, *, source: str, queue: bool) -> bool:
        try:
            with path.open("rb") as content:
                written_at = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
                file = UploadedFile(path.name, content, written_at)
                queued = start_import(file=file, by=SYSTEM, at=timezone.now(), source_name=source, queue=queue)
        except (OSError, UserError) as error:
            self.stderr.write(f"{path}: {error}")
            return False
        if queue:
            self.stdout.write(f"{path.name}: queued as job {queued.job_id}")
            return True
        run_import(queued.job_id, clock=timezone.now)
        queued.job.refresh_from_db()
        self.stdout.write(f"{path.name}: {queued.job.message}")
        return queued.job.state == JobState.DONE
