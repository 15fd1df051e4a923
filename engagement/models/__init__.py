"""The inbox, and the tasks after a post."""

from engagement.models.fans import Channel, Fan, FanContact, FanKind
from engagement.models.inbox import (
    InboxCursor,
    Reply,
    ReplyState,
    ResponseGoal,
    Thread,
    ThreadKind,
    ThreadState,
)
from engagement.models.stays import Outside, StayRule, StayState, StayTask

__all__ = [
    "Channel",
    "Fan",
    "FanContact",
    "FanKind",
    "InboxCursor",
    "Outside",
    "Reply",
    "ReplyState",
    "ResponseGoal",
    "StayRule",
    "StayState",
    "StayTask",
    "Thread",
    "ThreadKind",
    "ThreadState",
]
