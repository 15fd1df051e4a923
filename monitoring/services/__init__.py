"""Everything that writes: imports, sources, sets, sweeps, alerts, samples."""

from monitoring.services.alerts import settle_alert, watch_set
from monitoring.services.ideas import idea_from_mention, idea_from_topic, story_from_mention
from monitoring.services.imports import UploadedFile, run_import, start_import, undo_import
from monitoring.services.keywords import SetDraft, delete_set, save_set
from monitoring.services.metrics import (
    AGES,
    Collected,
    collect_due,
    sample_accounts,
    schedule_missing,
    schedule_samples,
)
from monitoring.services.sources import add_sources, read_source, read_sources
from monitoring.services.sweeps import run_resweep, start_resweep, sweep_due, sweep_set

__all__ = [
    "AGES",
    "Collected",
    "SetDraft",
    "UploadedFile",
    "add_sources",
    "collect_due",
    "delete_set",
    "idea_from_mention",
    "idea_from_topic",
    "read_source",
    "read_sources",
    "run_import",
    "run_resweep",
    "sample_accounts",
    "save_set",
    "schedule_missing",
    "schedule_samples",
    "settle_alert",
    "start_import",
    "start_resweep",
    "story_from_mention",
    "sweep_due",
    "sweep_set",
    "undo_import",
    "watch_set",
]
