"""Everything that writes: reading the inbox, answering, handing on, closing."""

from engagement.services.goals import save_goals
from engagement.services.reading import Goals, read_inbox, read_list
from engagement.services.replies import send_reply, settle_replies
from engagement.services.threads import assign_thread, close_thread, reopen_thread

__all__ = [
    "Goals",
    "assign_thread",
    "close_thread",
    "read_inbox",
    "read_list",
    "reopen_thread",
    "save_goals",
    "send_reply",
    "settle_replies",
]
