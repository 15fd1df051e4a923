"""News of the content library."""

from core.events import Event

post_submitted = Event()
"""post_id: it waits for review."""

post_approved = Event()
"""post_id, version_id: it may be scheduled."""

review_moved = Event()
"""Somebody approved in a step: who has to decide is another now."""

changes_requested = Event()
"""post_id: back to its author."""

post_changed = Event()
"""post_id: text, pictures or state changed so that an earlier approval no longer holds; take it off the schedule."""

post_channel_changed = Event()
"""post_id: it was handed to a person, or back to the app of its account."""

finding_overridden = Event()
"""post_id, account_id: a finding about it was let pass with a reason, or counts again."""

import_finished = Event()
"""post_import_id."""
