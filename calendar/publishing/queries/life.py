"""A slot's whole life on one page: attempts with their answers, and who did what."""

from dataclasses import dataclass

from core.models import AuditEntry
from publishing.models import Attempt, Publication, Slot


@dataclass(frozen=True, slots=True)
class Life:
    """Newest first."""

    attempts: list[Attempt]
    entries: list[AuditEntry]
    publication: Publication | None


def life_of(slot: Slot) -> Life:
    """Everything that is known of a slot; three queries."""
    entries = AuditEntry.objects.filter(object_type="calendar.slot", object_id=str(slot.pk))
    return Life(
        attempts=list(slot.attempts.all()),
        entries=list(entries.order_by("-pk")[:50]),
        publication=Publication.objects.filter(slot=slot).first(),
    )
