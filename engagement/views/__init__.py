"""Pages of the inbox."""

from engagement.views.answer_times import answering, answering_export
from engagement.views.approvals import approvals, reply_approve, reply_return
from engagement.views.bulk import bulk, bulk_undo
from engagement.views.by_hand import reply_by_hand, reply_take_back
from engagement.views.callbacks import fans_callback
from engagement.views.duty import away_add, away_end, capacity, duty, team, team_new, team_remove
from engagement.views.fan_files import fan_export, fan_import
from engagement.views.fans import fan, fan_contact, fan_edit, fan_erase, fan_merge, fan_new, fans, thread_fan
from engagement.views.goals import goals
from engagement.views.handwork import note, presence, snooze, wake
from engagement.views.inbox import inbox, thread
from engagement.views.kept import view_remove, view_save
from engagement.views.rules import rule, rule_move, rule_new, rule_remove, rules
from engagement.views.saved import saved, saved_edit, saved_remove
from engagement.views.service import reply_looked_up, service, service_line, service_test
from engagement.views.sorting import sort, tag_edit, tag_remove, tags
from engagement.views.stay_rules import stay_rule, stay_rule_new, stay_rule_remove, stay_rules
from engagement.views.stays import stay, stay_begin, stay_done, stay_reopen, stay_skip, stay_snooze, stays
from engagement.views.targets import (
    plan,
    target_add,
    target_comment,
    target_follow,
    target_rule_remove,
    target_rules,
    target_skip,
    target_undo,
)
from engagement.views.threads import assign, close, reopen, reply, take, threads_tied

__all__ = [
    "answering",
    "answering_export",
    "approvals",
    "assign",
    "away_add",
    "away_end",
    "bulk",
    "bulk_undo",
    "capacity",
    "close",
    "duty",
    "fan",
    "fan_contact",
    "fan_edit",
    "fan_erase",
    "fan_export",
    "fan_import",
    "fan_merge",
    "fan_new",
    "fans",
    "fans_callback",
    "goals",
    "inbox",
    "note",
    "plan",
    "presence",
    "reopen",
    "reply",
    "reply_approve",
    "reply_by_hand",
    "reply_looked_up",
    "reply_return",
    "reply_take_back",
    "rule",
    "rule_move",
    "rule_new",
    "rule_remove",
    "rules",
    "saved",
    "saved_edit",
    "saved_remove",
    "service",
    "service_line",
    "service_test",
    "snooze",
    "sort",
    "stay",
    "stay_begin",
    "stay_done",
    "stay_reopen",
    "stay_rule",
    "stay_rule_new",
    "stay_rule_remove",
    "stay_rules",
    "stay_skip",
    "stay_snooze",
    "stays",
    "tag_edit",
    "tag_remove",
    "tags",
    "take",
    "target_add",
    "target_comment",
    "target_follow",
    "target_rule_remove",
    "target_rules",
    "target_skip",
    "target_undo",
    "team",
    "team_new",
    "team_remove",
    "thread",
    "thread_fan",
    "threads_tied",
    "view_remove",
    "view_save",
    "wake",
]
