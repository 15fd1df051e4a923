"""Pages of the calendar."""

from publishing.views.board import board, freeze_end, freeze_preview, freezes, release_all
from publishing.views.calendar import account_panel, calendar, events
from publishing.views.fill import fill
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
from publishing.views.slots import absent, by_hand, cancel, move, release, send_now, sent_text, slot, stands, undo

__all__ = [
    "absent",
    "account_panel",
    "apply_preset",
    "board",
    "by_hand",
    "calendar",
    "cancel",
    "day_remove",
    "days",
    "events",
    "fill",
    "free_slots",
    "freeze_end",
    "freeze_preview",
    "freezes",
    "move",
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
