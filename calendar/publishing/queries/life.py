"""A slot's whole life on one page: attempts with their answers, and who did what."""

from dataclasses import dataclass

from content.models import VersionMedia
from core.models import AuditEntry
from publishing.models import Attempt, Publication, Slot
from publishing.queries.relays import first_publication, step_of


@dataclass(frozen=True, slots=True)
class Life:
    """Newest first."""

    attempts: list[Attempt]
    entries: list[AuditEntry]
    publication: Publication | None


def pictures_of(slot: Slot) -> list[VersionMedia]:
    """The pictures of what is to be published, in order."""
    version = slot.post.version
    return list(version.version_media.select_related("media").order_by("position")) if version else []


def repost_url(slot: Slot) -> str:
    """Where the post stands that this one reposts (A11); empty when there is none, or not yet."""
    step = step_of(slot.post) if slot.post.is_repost else None
    first = first_publication(step.relay) if step else None
    return first.url if first else ""


def life_of(slot: Slot) -> Life:
    """Everything that is known of a slot; three queries."""
    entries = AuditEntry.objects.filter(object_type="calendar.slot", object_id=str(slot.pk))
    return Life(
        attempts=list(slot.attempts.all()),
        entries=list(entries.order_by("-pk")[:50]),
        publication=Publication.objects.filter(slot=slot).first(),
    )
