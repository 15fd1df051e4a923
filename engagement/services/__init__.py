"""Everything that writes: reading the inbox, answering, handing on, closing."""

from engagement.services.approvals import approve_reply, return_reply
from engagement.services.goals import save_goals
from engagement.services.reading import Goals, read_inbox, read_list
from engagement.services.replies import send_now, send_reply, settle_replies
from engagement.services.threads import assign_thread, close_thread, reopen_thread

__all__ = [
    "Goals",
    "approve_reply",
    "assign_thread",
    "close_thread",
    "read_inbox",
    "read_list",
    "reopen_thread",
    "return_reply",
    "save_goals",
    "send_now",
    "send_reply",
    "settle_replies",
]
