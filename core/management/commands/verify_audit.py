"""`manage.py verify_audit`: recompute the hash chain of the audit log and compare it with its anchors."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import tamper
from core.audit import first_broken_sequence
from core.models import AuditAnchor, AuditEntry


class Command(BaseCommand):
    """Exit status 1 when an entry was changed, removed or put in between, or when an anchor does not fit."""

    help = "Recompute the hash chain of the audit log and compare it with the daily anchors."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = first_broken_sequence()
        if broken is not None:
            raise CommandError(f"The audit chain is broken at entry {broken}.")
        wrong = tamper.broken_anchors()
        if wrong:
            raise CommandError("The chain does not fit its anchors:\n" + "\n".join(wrong))
        last = AuditEntry.objects.filter(sequence__isnull=False).order_by("-sequence").first()
        if last is None:
            self.stdout.write("The audit log is empty.")
            return
        anchors = AuditAnchor.objects.count()
        self.stdout.write(f"{last.sequence} entries, chain whole, last hash {last.hash}")
        self.stdout.write(f"{anchors} anchors fit, compared with {tamper.anchor_file()}")
