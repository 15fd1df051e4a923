"""Reactions to news of the calendar."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from engagement.services.stays import make_stay_tasks
from publishing.events import slots_published

FEW = 5
"""More at once come from a sender in a hurry: their tasks are left to the sweep, so that nothing holds it up."""


def on_published(*, publication_ids: Sequence[int], **kwargs: Any) -> None:
    """K6: whoever owns the post stays with it. One short call of the database, no broker; the sweep finds the rest."""
    if len(publication_ids) <= FEW:
        make_stay_tasks(now=timezone.now(), publication_ids=publication_ids)


def connect() -> None:
    """Called once when the app is ready."""
    slots_published.connect(on_published, dispatch_uid="engagement.stays")
