"""Everything that writes: reading the inbox, answering, handing on, closing."""

from engagement.services.approvals import approve_reply, return_reply
from engagement.services.bulk import Outcome, change_threads, preview_threads, undo_bulk
from engagement.services.by_hand import Told, note_by_hand, take_back
from engagement.services.callbacks import forget_events
from engagement.services.fans import (
    FanInput,
    add_fan,
    add_fan_of,
    change_fan,
    erase_fan,
    import_fans,
    merge_fans,
    note_contact,
    refresh_fans,
)
from engagement.services.firsts import count_minutes
from engagement.services.goals import GoalInput, save_goals
from engagement.services.handwork import (
    SavedInput,
    add_note,
    count_use,
    remove_saved_reply,
    save_saved_reply,
    snooze_thread,
    wake_thread,
)
from engagement.services.naming import name_people
from engagement.services.outside import read_outside
from engagement.services.presence import OnPage, stop_answering, tell_answering
from engagement.services.private import settle_by_hand
from engagement.services.reading import read_inbox, read_list
from engagement.services.replies import send_now, send_reply, settle_replies
from engagement.services.sorting import remove_tag, save_tag, sort_thread
from engagement.services.stays import (
    SNOOZES,
    RuleInput,
    begin_stay,
    finish_stay,
    make_stay_tasks,
    remind_of_stays,
    remove_stay_rule,
    reopen_stay,
    save_stay_rule,
    skip_stay,
    snooze_stay,
)
from engagement.services.talks import take_events
from engagement.services.targets import (
    add_target,
    mark_commented,
    mark_followed,
    propose_targets,
    remind_of_targets,
    remove_target_rule,
    save_target_rule,
    skip_target,
    unmark_target,
    unskip_target,
)
from engagement.services.threads import assign_thread, close_thread, reopen_thread

__all__ = [
    "SNOOZES",
    "FanInput",
    "GoalInput",
    "OnPage",
    "Outcome",
    "RuleInput",
    "SavedInput",
    "Told",
    "add_fan",
    "add_fan_of",
    "add_note",
    "add_target",
    "approve_reply",
    "assign_thread",
    "begin_stay",
    "change_fan",
    "change_threads",
    "close_thread",
    "count_minutes",
    "count_use",
    "erase_fan",
    "finish_stay",
    "forget_events",
    "import_fans",
    "make_stay_tasks",
    "mark_commented",
    "mark_followed",
    "merge_fans",
    "name_people",
    "note_by_hand",
    "note_contact",
    "preview_threads",
    "propose_targets",
    "read_inbox",
    "read_list",
    "read_outside",
    "refresh_fans",
    "remind_of_stays",
    "remind_of_targets",
    "remove_saved_reply",
    "remove_stay_rule",
    "remove_tag",
    "remove_target_rule",
    "reopen_stay",
    "reopen_thread",
    "return_reply",
    "save_goals",
    "save_saved_reply",
    "save_stay_rule",
    "save_tag",
    "save_target_rule",
    "send_now",
    "send_reply",
    "settle_by_hand",
    "settle_replies",
    "skip_stay",
    "skip_target",
    "snooze_stay",
    "snooze_thread",
    "sort_thread",
    "stop_answering",
    "take_back",
    "take_events",
    "tell_answering",
    "undo_bulk",
    "unmark_target",
    "unskip_target",
    "wake_thread",
]
