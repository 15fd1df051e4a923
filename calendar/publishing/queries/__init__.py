"""Reads of the calendar."""

from publishing.queries.board import Board, board, board_stamp, slots_in_trouble
from publishing.queries.days import days_between, glows_of, notes_of
from publishing.queries.freezes import Frozen, frozen_now, live_freezes, slots_in_scope
from publishing.queries.life import Life, life_of, pictures_of, repost_url
from publishing.queries.openings import Opening, next_free_slots, open_slots, openings
from publishing.queries.plans import (
    categories,
    counted,
    plans_of,
    policy_values,
    preset_of,
    presets,
    ready_posts,
    special_day,
    special_days,
    times_text,
)
from publishing.queries.rules import broken_rules, by_a_person, limits_of, why_not_send
from publishing.queries.stock import choice_key, proposal, propose_week
from publishing.queries.week import (
    MOVABLE,
    Chip,
    Filters,
    Ghost,
    by_day,
    chips,
    ghosts,
    read_wall_clock,
    shown_slots,
    wall_clock,
    week_of_slots,
)

__all__ = [
    "MOVABLE",
    "Board",
    "Chip",
    "Filters",
    "Frozen",
    "Ghost",
    "Life",
    "Opening",
    "board",
    "board_stamp",
    "broken_rules",
    "by_a_person",
    "by_day",
    "categories",
    "chips",
    "choice_key",
    "counted",
    "days_between",
    "frozen_now",
    "ghosts",
    "glows_of",
    "life_of",
    "limits_of",
    "live_freezes",
    "next_free_slots",
    "notes_of",
    "open_slots",
    "openings",
    "pictures_of",
    "plans_of",
    "policy_values",
    "preset_of",
    "presets",
    "proposal",
    "propose_week",
    "read_wall_clock",
    "ready_posts",
    "repost_url",
    "shown_slots",
    "slots_in_scope",
    "slots_in_trouble",
    "special_day",
    "special_days",
    "times_text",
    "wall_clock",
    "week_of_slots",
    "why_not_send",
]
