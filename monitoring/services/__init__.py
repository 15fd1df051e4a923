"""Everything that writes: imports, sources, sets, sweeps, alerts, samples."""

from monitoring.queries.set_drafts import SetDraft
from monitoring.services.alerts import settle_alert, watch_set
from monitoring.services.ideas import idea_from_mention, idea_from_topic, story_from_mention
from monitoring.services.imports import UploadedFile, run_import, start_import, undo_import
from monitoring.services.keywords import change_words, delete_set, restore_version, save_set
from monitoring.services.metrics import (
    AGES,
    Collected,
    collect_due,
    sample_accounts,
    schedule_missing,
    schedule_samples,
)
from monitoring.services.noise import mark_noise
from monitoring.services.proposals import accept_word, decline_word
from monitoring.services.resweeps import resweep_set, run_resweep, start_resweep, stop_resweep
from monitoring.services.reviews import remind_of_reviews
from monitoring.services.set_checks import check_draft
from monitoring.services.sources import add_sources, read_source, read_sources
from monitoring.services.sweeps import forget_sweeps, sweep_due, sweep_set
from monitoring.services.windows import delete_window, plan_windows, save_window

__all__ = [
    "AGES",
    "Collected",
    "SetDraft",
    "UploadedFile",
    "accept_word",
    "add_sources",
    "change_words",
    "check_draft",
    "collect_due",
    "decline_word",
    "delete_set",
    "delete_window",
    "forget_sweeps",
    "idea_from_mention",
    "idea_from_topic",
    "mark_noise",
    "plan_windows",
    "read_source",
    "read_sources",
    "remind_of_reviews",
    "restore_version",
    "resweep_set",
    "run_import",
    "run_resweep",
    "sample_accounts",
    "save_set",
    "save_window",
    "schedule_missing",
    "schedule_samples",
    "settle_alert",
    "start_import",
    "start_resweep",
    "stop_resweep",
    "story_from_mention",
    "sweep_due",
    "sweep_set",
    "undo_import",
    "watch_set",
]
