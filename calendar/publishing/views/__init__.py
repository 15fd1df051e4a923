"""Pages of the calendar."""

from publishing.views.board import board, release_all
from publishing.views.board_actions import board_bulk, board_undo, next_slot
from publishing.views.calendar import account_panel, calendar
from publishing.views.days import day_edit, day_remove, day_undo, days, holidays, holidays_apply, holidays_undo
from publishing.views.events import events
from publishing.views.evidence import evidence
from publishing.views.fill import fill, fill_undo
from publishing.views.forecast import forecast
from publishing.views.freezes import (
    freeze,
    freeze_end,
    freeze_leaving,
    freeze_preview,
    freeze_release,
    freezes,
    release_decide,
    release_undo,
    release_withdraw,
)
from publishing.views.hand_over import (
    hand_over_cannot,
    hand_over_done,
    hand_over_find,
    hand_over_later,
    hand_over_live,
    hand_over_near,
    hand_over_take,
    hand_over_zip,
    sent_text,
)
from publishing.views.hand_over_people import hand_over_duties, hand_over_duty, hand_overs
from publishing.views.lanes import lanes
from publishing.views.lateness import exact, late_rules, lateness
from publishing.views.life import post_life, resend_rule
from publishing.views.missed import missed, missed_decide, missed_plan, missed_undo
from publishing.views.place import free_slots, pick, schedule, schedule_by_hand
from publishing.views.plans import apply_preset, plan, plan_move, plans
from publishing.views.relay_presets import relay_preset, relay_preset_list, relay_preset_new, relay_preset_remove
from publishing.views.relays import (
    relay,
    relay_cancel,
    relay_edit,
    relay_launch,
    relay_new,
    relay_panel,
    relay_preview,
    relay_resume,
    relay_submit,
    relay_undo,
    relays,
)
from publishing.views.sharing import feed, feed_end, feed_new, share_end, share_new, sharing
from publishing.views.sheets import print_sheet, shared
from publishing.views.silence import (
    silence,
    silence_day,
    silence_flags,
    silence_preview,
    silence_remove,
    silence_switch,
)
from publishing.views.slots import absent, by_hand, cancel, move, release, send_now, slot, stands, undo
from publishing.views.windows import window_remove, windows

__all__ = [
    "absent",
    "account_panel",
    "apply_preset",
    "board",
    "board_bulk",
    "board_undo",
    "by_hand",
    "calendar",
    "cancel",
    "day_edit",
    "day_remove",
    "day_undo",
    "days",
    "events",
    "evidence",
    "exact",
    "feed",
    "feed_end",
    "feed_new",
    "fill",
    "fill_undo",
    "forecast",
    "free_slots",
    "freeze",
    "freeze_end",
    "freeze_leaving",
    "freeze_preview",
    "freeze_release",
    "freezes",
    "hand_over_cannot",
    "hand_over_done",
    "hand_over_duties",
    "hand_over_duty",
    "hand_over_find",
    "hand_over_later",
    "hand_over_live",
    "hand_over_near",
    "hand_over_take",
    "hand_over_zip",
    "hand_overs",
    "holidays",
    "holidays_apply",
    "holidays_undo",
    "lanes",
    "late_rules",
    "lateness",
    "missed",
    "missed_decide",
    "missed_plan",
    "missed_undo",
    "move",
    "next_slot",
    "pick",
    "plan",
    "plan_move",
    "plans",
    "post_life",
    "print_sheet",
    "relay",
    "relay_cancel",
    "relay_edit",
    "relay_launch",
    "relay_new",
    "relay_panel",
    "relay_preset",
    "relay_preset_list",
    "relay_preset_new",
    "relay_preset_remove",
    "relay_preview",
    "relay_resume",
    "relay_submit",
    "relay_undo",
    "relays",
    "release",
    "release_all",
    "release_decide",
    "release_undo",
    "release_withdraw",
    "resend_rule",
    "schedule",
    "schedule_by_hand",
    "send_now",
    "sent_text",
    "share_end",
    "share_new",
    "shared",
    "sharing",
    "silence",
    "silence_day",
    "silence_flags",
    "silence_preview",
    "silence_remove",
    "silence_switch",
    "slot",
    "stands",
    "undo",
    "window_remove",
    "windows",
]
