"""Reads of the calendar."""

from publishing.queries.board import Board, board, board_stamp, slots_in_trouble
from publishing.queries.conflicts import conflicts_of
from publishing.queries.days import days_between, glows_of, kinds_of, notes_of, special_day, special_days, years_known
from publishing.queries.freezes import Frozen, Reach, frozen_now, live_freezes, reach_of, slots_in_scope
from publishing.queries.hand_over import Sheet, duties_of, duty_of, sheet_of, waiting_hand_overs
from publishing.queries.life import Life, life_of, pictures_of, repost_url, resends_by_itself, slot_of_post
from publishing.queries.missed import free_places, missed_box, staggered_places
from publishing.queries.openings import Opening, next_free_slots, open_slots, openings
from publishing.queries.plans import (
    all_categories,
    authors_to_filter,
    campaigns_to_filter,
    categories,
    plans_of,
    policy_values,
    preset_of,
    presets,
    ready_posts,
    state_labels,
    times_text,
)
from publishing.queries.proposals import choice_key, proposal, propose_week, propose_weeks, read_choice_key, weeks_from
from publishing.queries.releases import named_freezes
from publishing.queries.risks import risks_of
from publishing.queries.rules import broken_rules, by_a_person, limits_of, spread_of, why_not_send
from publishing.queries.taken_off import former_slot, former_slot_of
from publishing.queries.truths import truths_of
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
    "Reach",
    "Sheet",
    "all_categories",
    "authors_to_filter",
    "board",
    "board_stamp",
    "broken_rules",
    "by_a_person",
    "by_day",
    "campaigns_to_filter",
    "categories",
    "chips",
    "choice_key",
    "conflicts_of",
    "days_between",
    "duties_of",
    "duty_of",
    "former_slot",
    "former_slot_of",
    "free_places",
    "frozen_now",
    "ghosts",
    "glows_of",
    "kinds_of",
    "life_of",
    "limits_of",
    "live_freezes",
    "missed_box",
    "named_freezes",
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
    "propose_weeks",
    "reach_of",
    "read_choice_key",
    "read_wall_clock",
    "ready_posts",
    "repost_url",
    "resends_by_itself",
    "risks_of",
    "sheet_of",
    "shown_slots",
    "slot_of_post",
    "slots_in_scope",
    "slots_in_trouble",
    "special_day",
    "special_days",
    "spread_of",
    "staggered_places",
    "state_labels",
    "times_text",
    "truths_of",
    "waiting_hand_overs",
    "wall_clock",
    "week_of_slots",
    "weeks_from",
    "why_not_send",
    "years_known",
]
