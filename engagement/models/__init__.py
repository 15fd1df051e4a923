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
from engagement.models.service import EventState, FansEvent, FansLine, FansMessage, FansPerson, MessageKind, Window
from engagement.models.stays import Outside, StayRule, StayState, StayTask

__all__ = [
    "Channel",
    "CloseReason",
    "EventState",
    "Fan",
    "FanContact",
    "FanKind",
    "FansEvent",
    "FansLine",
    "FansMessage",
    "FansPerson",
    "InboxCursor",
    "MessageKind",
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
    "Window",
]
