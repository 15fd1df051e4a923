"""All writes of the calendar. Same shape each: guard, lock, change, audit, event."""

from publishing.services.begins import begin_calls
from publishing.services.changes import SlotChange
from publishing.services.claims import claim_due_slots
from publishing.services.days import (
    DayChange,
    DayInput,
    YearsChange,
    remove_special_day,
    replace_announced,
    set_special_day,
    undo_announced,
    undo_day_change,
)
from publishing.services.filling import Filled, Span, accept_choices, accept_wanted, plan_week, take_back
from publishing.services.freezes import freeze, unfreeze
from publishing.services.gone import note_gone
from publishing.services.hand_over import confirm_hand_over, hand_over_slot, take_back_from_person
from publishing.services.hand_over_finding import answer_near, find_handed_over, find_now
from publishing.services.hand_over_people import (
    REASONS,
    cannot_publish,
    give_back_hand_over,
    save_duty,
    take_hand_over,
)
from publishing.services.hand_over_reminders import remind_of_hand_overs
from publishing.services.missed import replan_missed, send_missed, tell_missed
from publishing.services.outages import watch_for_outages
from publishing.services.outcomes import record_outcome, record_outcomes
from publishing.services.placing import PRESET, Manner, Placement, PolicyBroken, Refused, Wish, place_slot, place_slots
from publishing.services.plans import (
    PolicyInput,
    apply_policy_preset,
    apply_slot_preset,
    move_slot_times,
    set_policy,
    set_slot_times,
)
from publishing.services.reading_back import Settled, look_once_more, reconcile_unknown
from publishing.services.reaping import give_back, reap, settle_all_lost, settle_lost
from publishing.services.relay_life import advance_relays, cancel_relay, launch_relay, resume_relay, undo_cancel
from publishing.services.relay_presets import remove_relay_preset, set_relay_preset
from publishing.services.relays import STEPS_AT_MOST, CopyNeedsReason, RelayPlan, StepPlan, save_relay, submit_relay
from publishing.services.releases import (
    Released,
    ReleaseWish,
    decide_release,
    release_held,
    release_slots,
    undo_release,
    withdraw_release,
)
from publishing.services.renewals import resume_after_renewal
from publishing.services.rescues import Done, act_on_slots, move_to_free_slot, undo_all
from publishing.services.resending import set_resend_rule
from publishing.services.risk_reminders import remind_of_risks
from publishing.services.risks import Looked, look_again_shortly, look_ahead, look_at_changed
from publishing.services.sharing import (
    ShareInput,
    end_feed,
    end_share,
    make_feed,
    make_share,
    note_read,
    note_view,
)
from publishing.services.silence import SilenceInput, look_ahead_for_silence, remove_silence_day, set_silence_day
from publishing.services.slots import (
    cancel_slot,
    move_slot,
    set_exact,
    set_lateness,
    undo_change,
)
from publishing.services.taken_off import offer_back, take_off_changed
from publishing.services.unknowns import confirm_absent, confirm_published

__all__ = [
    "PRESET",
    "REASONS",
    "STEPS_AT_MOST",
    "CopyNeedsReason",
    "DayChange",
    "DayInput",
    "Done",
    "Filled",
    "Looked",
    "Manner",
    "Placement",
    "PolicyBroken",
    "PolicyInput",
    "Refused",
    "RelayPlan",
    "ReleaseWish",
    "Released",
    "Settled",
    "ShareInput",
    "SilenceInput",
    "SlotChange",
    "Span",
    "StepPlan",
    "Wish",
    "YearsChange",
    "accept_choices",
    "accept_wanted",
    "act_on_slots",
    "advance_relays",
    "answer_near",
    "apply_policy_preset",
    "apply_slot_preset",
    "begin_calls",
    "cancel_relay",
    "cancel_slot",
    "cannot_publish",
    "claim_due_slots",
    "confirm_absent",
    "confirm_hand_over",
    "confirm_published",
    "decide_release",
    "end_feed",
    "end_share",
    "find_handed_over",
    "find_now",
    "freeze",
    "give_back",
    "give_back_hand_over",
    "hand_over_slot",
    "launch_relay",
    "look_again_shortly",
    "look_ahead",
    "look_ahead_for_silence",
    "look_at_changed",
    "look_once_more",
    "make_feed",
    "make_share",
    "move_slot",
    "move_slot_times",
    "move_to_free_slot",
    "note_gone",
    "note_read",
    "note_view",
    "offer_back",
    "place_slot",
    "place_slots",
    "plan_week",
    "reap",
    "reconcile_unknown",
    "record_outcome",
    "record_outcomes",
    "release_held",
    "release_slots",
    "remind_of_hand_overs",
    "remind_of_risks",
    "remove_relay_preset",
    "remove_silence_day",
    "remove_special_day",
    "replace_announced",
    "replan_missed",
    "resume_after_renewal",
    "resume_relay",
    "save_duty",
    "save_relay",
    "send_missed",
    "set_exact",
    "set_lateness",
    "set_policy",
    "set_relay_preset",
    "set_resend_rule",
    "set_silence_day",
    "set_slot_times",
    "set_special_day",
    "settle_all_lost",
    "settle_lost",
    "submit_relay",
    "take_back",
    "take_back_from_person",
    "take_hand_over",
    "take_off_changed",
    "tell_missed",
    "undo_all",
    "undo_announced",
    "undo_cancel",
    "undo_change",
    "undo_day_change",
    "undo_release",
    "unfreeze",
    "watch_for_outages",
    "withdraw_release",
]
