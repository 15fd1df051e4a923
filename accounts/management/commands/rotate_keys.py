"""`manage.py rotate_keys`: seal every stored secret anew with the first of FERNET_KEYS.

In order: put a new key in front of the old one, restart, run this, take the old key out, restart.
"""

from argparse import ArgumentParser
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.secrets import SealedColumn, fingerprint
from accounts.services.sealing import keys_in_use, reseal_all


class Command(BaseCommand):
    """Exit status 1 when a value could not be opened with any key."""

    help = "Seal every stored secret anew with the first of FERNET_KEYS. Safe to run again, also after a crash."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only tell which keys are needed")
        parser.add_argument("--new-key", action="store_true", help="print a fresh key and do nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["new_key"]:
            self.stdout.write(Fernet.generate_key().decode())
            return
        unreadable = 0
        if not options["check"]:
            for result in reseal_all(on_batch=self._tell):
                unreadable += len(result.unreadable)
                self.stdout.write(
                    f"{result.column.model}.{result.column.field}: {result.resealed} resealed, "
                    f"{result.already} already under the first key, {len(result.unreadable)} unreadable"
                    + (f" (rows {', '.join(map(str, result.unreadable[:10]))})" if result.unreadable else "")
                )
        self._conclude(unreadable)

    def _tell(self, column: SealedColumn, seen: int) -> None:
        if seen % 1000 == 0:
            self.stderr.write(f"{column.model}: {seen} looked at")

    def _conclude(self, unreadable: int) -> None:
        use = keys_in_use()
        for name, count in use.by_key.items():
            self.stdout.write(f"key {name}: {count} values")
        if use.unreadable:
            raise CommandError(f"{use.unreadable} values open with none of the keys. Add the missing key at the end.")
        old = [fingerprint(key) for key in settings.FERNET_KEYS[1:]]
        if old and not use.by_old_keys:
            self.stdout.write(f"Old keys may go now: {', '.join(old)}. Take them out of FERNET_KEYS and restart.")
