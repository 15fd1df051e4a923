"""What this app tells once it is committed."""

from core.events import Event

campaign_changed = Event()
"""campaign_id: its filing, its times or its state are another."""

entries_queued = Event()
"""A file of entries, a reading of Weibo or a judgement waits. job_id, kind."""

entries_judged = Event()
"""Verdicts of a campaign's entries hold. campaign_id."""
