"""News of the schedule."""

from core.events import Event

slot_published = Event()
"""publication_id: a post stands on Weibo."""

slot_settled = Event()
"""slot_id: a send ended, well or not, or became a question for a person."""

slot_changed = Event()
"""slot_id: placed, moved, cancelled, held or released."""
