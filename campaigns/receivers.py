"""Reactions to news: they only enqueue."""

from typing import Any

from campaigns import events, tasks


def on_entries_queued(*, job_id: int, kind: str, **kwargs: Any) -> None:
    """A file of entries, a reading or a judgement waits."""
    tasks.WAKE[kind].apply_async(kwargs={"job_id": job_id}, queue="slow")


def connect() -> None:
    """Called once by `apps.py`."""
    events.entries_queued.connect(on_entries_queued, weak=False, dispatch_uid="campaigns.entries_queued")
