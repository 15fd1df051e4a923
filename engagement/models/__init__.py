"""The inbox, and the tasks after a post."""

from engagement.models.duty import Away, Capacity, CareTeam
from engagement.models.fans import Channel, Fan, FanContact, FanKind
from engagement.models.goals import ResponseGoal
from engagement.models.handwork import SavedReply, ThreadNote
from engagement.models.inbox import (
    OURS,
    CloseReason,
    InboxCursor,
    Reply,
    ReplyState,
    Thread,
    ThreadKind,
    ThreadState,
)
from engagement.models.questions import EarlierQuestion, Question
from engagement.models.service import EventState, FansEvent, FansLine, FansMessage, FansPerson, MessageKind, Window
from engagement.models.sorting import InboxRule, InboxRuleVersion, Priority, RuleTouch, ThreadBulk, ThreadTag
from engagement.models.stays import Outside, StayRule, StayState, StayTask
from engagement.models.targets import Target, TargetRule, TargetState

__all__ = [
    "OURS",
    "Away",
    "Capacity",
    "CareTeam",
    "Channel",
    "CloseReason",
    "EarlierQuestion",
    "EventState",
    "Fan",
    "FanContact",
    "FanKind",
    "FansEvent",
    "FansLine",
    "FansMessage",
    "FansPerson",
    "InboxCursor",
    "InboxRule",
    "InboxRuleVersion",
    "MessageKind",
    "Outside",
    "Priority",
    "Question",
    "Reply",
    "ReplyState",
    "ResponseGoal",
    "RuleTouch",
    "SavedReply",
    "StayRule",
    "StayState",
    "StayTask",
    "Target",
    "TargetRule",
    "TargetState",
    "Thread",
    "ThreadBulk",
    "ThreadKind",
    "ThreadNote",
    "ThreadState",
    "ThreadTag",
    "Window",
]
