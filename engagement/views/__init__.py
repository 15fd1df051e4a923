"""Pages of the inbox."""

from engagement.views.approvals import approvals, reply_approve, reply_return
from engagement.views.goals import goals
from engagement.views.inbox import inbox, thread
from engagement.views.threads import assign, close, reopen, reply, take

__all__ = [
    "approvals",
    "assign",
    "close",
    "goals",
    "inbox",
    "reopen",
    "reply",
    "reply_approve",
    "reply_return",
    "take",
    "thread",
]
