"""Pages of the inbox."""

from engagement.views.goals import goals
from engagement.views.inbox import inbox, thread
from engagement.views.threads import assign, close, reopen, reply, take

__all__ = ["assign", "close", "goals", "inbox", "reopen", "reply", "take", "thread"]
