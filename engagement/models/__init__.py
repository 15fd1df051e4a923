"""The inbox, and the tasks after a post."""

from engagement.models.fans import Channel, Fan, FanContact, FanKind
from engagement.models.goals import ResponseGoal
from engagement.models.handwork import SavedReply, ThreadNote
from engagement.models.inbox import (
    CloseReason,
    InboxCursor,
    Reply,
    ReplyState,
    Thread,
    ThreadKind,
    ThreadState,
)
from engagement.models.stays import Outside, StayRule, StayState, StayTask

__all__ = [
    "Channel",
    "CloseReason",
    "Fan",
    "FanContact",
    "FanKind",
    "InboxCursor",
    "Outside",
    "Reply",
    "ReplyState",
    "ResponseGoal",
    "SavedReply",
    "StayRule",
    "StayState",
    "StayTask",
    "Thread",
    "ThreadKind",
    "ThreadNote",
    "ThreadState",
]
