"""`manage.py verify_audit`: recompute the hash chain of the audit log."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.audit import first_broken_sequence
from core.models import AuditEntry


class Command(BaseCommand):
    """Exit status 1 when an entry was changed, removed or put in between."""

    help = "Recompute the hash chain of the audit log."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = first_broken_sequence()
        if broken is not None:
            raise CommandError(f"The audit chain is broken at entry {broken}.")
        last = AuditEntry.objects.filter(sequence__isnull=False).order_by("-sequence").first()
        if last is None:
            self.stdout.write("The audit log is empty.")
            return
        self.stdout.write(f"{last.sequence} entries, chain whole, last hash {last.hash}")
