"""News of the schedule."""

from core.events import Event

slots_published = Event()
"""publication_ids: posts that stand on Weibo; one event for all that were written down together."""

slot_settled = Event()
"""slot_id: a send ended, well or not, or became a question for a person."""

slots_settled = Event()
"""slot_ids: the same, for all that were published and written down together."""

slot_changed = Event()
"""slot_id: placed, moved, cancelled, held or released."""
