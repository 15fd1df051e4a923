"""All writes of the content library. Same shape each: guard, lock, change, audit, event."""

from content.services.bulk import change_posts, undo_bulk_change
from content.services.channels import set_by_hand
from content.services.drafts import DraftInput, cancel_post, reopen_post, save_draft
from content.services.exports import drop_old_exports, note_library_export, open_exports, run_export, start_export
from content.services.flags import flag_categories
from content.services.freshness import set_best_before
from content.services.hashing import compute_hash
from content.services.ideas import IdeaInput, change_idea, create_idea, drop_idea, keep_ideas, move_idea
from content.services.imports import (
    ImportChoices,
    accept_import,
    confirm_import,
    drop_import,
    open_imports,
    run_import,
    start_import,
    undo_import,
)
from content.services.lateness import check_lateness, set_late_rules
from content.services.links import check_links, want_links
from content.services.list_versions import apply_words, receive_words, renew_preset, restore_version
from content.services.lists import add_term, make_list, note_export, remove_term, set_list
from content.services.media_rights import remind_of_media_rights, set_media_rights, undo_media_rights
from content.services.opinions import Opinion, Scores, Window, why_outside
from content.services.outside import (
    OutsideAnswer,
    OutsideInput,
    OutsideLink,
    ask_outside,
    decide_outside,
    note_seen,
    renew_outside,
    revoke_outside,
)
from content.services.outside_minding import mind_outside
from content.services.overrides import override_finding, withdraw_override
from content.services.passages import PassageInput, answer_passage, mark_passage, resolve_passage, withdraw_comment
from content.services.pictures import store_picture
from content.services.quotas import Bounds, QuotaInput, clear_quota_plan, set_quota_plan
from content.services.resonance import keep_resonance
from content.services.retracting import take_back_decisions
from content.services.review_minding import mind_reviews
from content.services.review_settings import (
    DeputyInput,
    end_deputy,
    set_deputy,
    set_review_rules,
    set_risk,
    set_step,
)
from content.services.reviews import (
    approve,
    approve_many,
    decide_for,
    request_changes,
    send_back_with,
    submit_for_review,
)
from content.services.same_text import NeedsReason, set_same_text_rule
from content.services.saved_filters import open_with_filter, remove_filter, save_filter
from content.services.series import Place, SeriesInput, end_series, place_in_series, remind_of_series, save_series
from content.services.sketches import refresh_sketches
from content.services.states import (
    mark_failed,
    mark_published,
    mark_published_many,
    mark_scheduled,
    mark_scheduled_many,
    mark_sending,
    mark_sending_many,
    mark_unconfirmed,
    mark_unscheduled,
)

__all__ = [
    "Bounds",
    "DeputyInput",
    "DraftInput",
    "IdeaInput",
    "ImportChoices",
    "NeedsReason",
    "Opinion",
    "OutsideAnswer",
    "OutsideInput",
    "OutsideLink",
    "PassageInput",
    "Place",
    "QuotaInput",
    "Scores",
    "SeriesInput",
    "Window",
    "accept_import",
    "add_term",
    "answer_passage",
    "apply_words",
    "approve",
    "approve_many",
    "ask_outside",
    "cancel_post",
    "change_idea",
    "change_posts",
    "check_lateness",
    "check_links",
    "clear_quota_plan",
    "compute_hash",
    "confirm_import",
    "create_idea",
    "decide_for",
    "decide_outside",
    "drop_idea",
    "drop_import",
    "drop_old_exports",
    "end_deputy",
    "end_series",
    "flag_categories",
    "keep_ideas",
    "keep_resonance",
    "make_list",
    "mark_failed",
    "mark_passage",
    "mark_published",
    "mark_published_many",
    "mark_scheduled",
    "mark_scheduled_many",
    "mark_sending",
    "mark_sending_many",
    "mark_unconfirmed",
    "mark_unscheduled",
    "mind_outside",
    "mind_reviews",
    "move_idea",
    "note_export",
    "note_library_export",
    "note_seen",
    "open_exports",
    "open_imports",
    "open_with_filter",
    "override_finding",
    "place_in_series",
    "receive_words",
    "refresh_sketches",
    "remind_of_media_rights",
    "remind_of_series",
    "remove_filter",
    "remove_term",
    "renew_outside",
    "renew_preset",
    "reopen_post",
    "request_changes",
    "resolve_passage",
    "restore_version",
    "revoke_outside",
    "run_export",
    "run_import",
    "save_draft",
    "save_filter",
    "save_series",
    "send_back_with",
    "set_best_before",
    "set_by_hand",
    "set_deputy",
    "set_late_rules",
    "set_list",
    "set_media_rights",
    "set_quota_plan",
    "set_review_rules",
    "set_risk",
    "set_same_text_rule",
    "set_step",
    "start_export",
    "start_import",
    "store_picture",
    "submit_for_review",
    "take_back_decisions",
    "undo_bulk_change",
    "undo_import",
    "undo_media_rights",
    "want_links",
    "why_outside",
    "withdraw_comment",
    "withdraw_override",
]
