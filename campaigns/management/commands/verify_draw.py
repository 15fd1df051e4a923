"""`manage.py verify_draw FILE [VALUE …]`: repeat a draw from its published file alone (P8)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from campaigns.draw import BadFile, verify


class Command(BaseCommand):
    """Asks no database. Exit code 1 when the file is not what its header says."""

    help = "Compute root, seed and winners of an entries file again."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("values", nargs="*", help="the public values, in the order of their sources")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = verify(options["file"], options["values"])
        except (BadFile, ValueError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"commitment  {found.header.commitment}")
        if not found.is_whole:
            raise CommandError("The entries are not those that were committed to.")
        self.stdout.write(f"entries     {found.header.entries}, as committed")
        if found.seed:
            self.stdout.write(f"seed        {found.seed}")
        for pick in found.picks:
            self.stdout.write(f"{pick.place:5}  {pick.tier or 'reserve':<8}{pick.id}")
