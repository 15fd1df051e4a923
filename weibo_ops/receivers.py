"""News of all apps that change a number beside the navigation: the kept counts are dropped.

Freezes and threads have no event of their own for every change, so their rows are watched.
"""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save

from content import events as content_events
from core.events import Event
from core.notices import notices_changed
from engagement.models import Thread
from monitoring import events as monitoring_events
from publishing import events as publishing_events
from publishing.models import Freeze
from weibo_ops.frame import forget_counts

EVENTS: tuple[Event, ...] = (
    content_events.post_submitted,
    content_events.post_changed,
    content_events.post_approved,
    content_events.changes_requested,
    content_events.review_moved,
    publishing_events.slot_settled,
    publishing_events.slots_settled,
    publishing_events.slot_changed,
    monitoring_events.alert_raised,
    monitoring_events.case_changed,
    notices_changed,
)


def counts_changed(**news: Any) -> None:
    """A committed change that somebody counts."""
    forget_counts()


def row_changed(**news: Any) -> None:
    """A row was written; readers see it after the commit."""
    transaction.on_commit(forget_counts, robust=True)


def connect() -> None:
    """Called once, when the apps are ready."""
    for event in EVENTS:
        event.connect(counts_changed, dispatch_uid="weibo_ops.counts")
    for model in (Freeze, Thread):
        post_save.connect(row_changed, sender=model, dispatch_uid="weibo_ops.counts")
