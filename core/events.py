"""Events: news of committed changes, sent upwards.

An app declares its events in `events.py` (past tense), services send them with ids only,
receivers live in higher apps and do no more than enqueue.
"""

from functools import partial

from django.db import transaction
from django.dispatch import Signal


class Event(Signal):
    """A signal that is sent only after the surrounding transaction has been committed."""

    def send_on_commit(self, **ids: int | str | tuple[int, ...] | None) -> None:
        """Send once the change is visible to everyone. A failing receiver is logged by Django, never raised."""
        transaction.on_commit(partial(self.send_robust, sender=None, **ids), robust=True)
