"""Pages of the calendar."""

from publishing.views.board import board, freeze_end, freeze_preview, freezes, release_all
from publishing.views.board_actions import board_bulk, board_undo, next_slot
from publishing.views.calendar import account_panel, calendar, events
from publishing.views.fill import fill
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
from publishing.views.lateness import exact, late_rules, lateness
from publishing.views.place import free_slots, pick, schedule
from publishing.views.plans import apply_preset, day_remove, days, plan, plans
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
from publishing.views.slots import absent, by_hand, cancel, move, release, send_now, slot, stands, undo

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
    "day_remove",
    "days",
    "events",
    "exact",
    "fill",
    "free_slots",
    "freeze_end",
    "freeze_preview",
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
    "late_rules",
    "lateness",
    "move",
    "next_slot",
    "pick",
    "plan",
    "plans",
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
    "schedule",
    "send_now",
    "sent_text",
    "slot",
    "stands",
    "undo",
]
