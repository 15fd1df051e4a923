"""Everything that writes: imports, sources, sets, sweeps, alerts, samples."""

from monitoring.queries.set_drafts import SetDraft
from monitoring.services.account_samples import sample_accounts
from monitoring.services.alert_rules import RuleDraft, save_rule
from monitoring.services.alerts import settle_alert, take_alert, watch_set
from monitoring.services.case_clocks import mind_cases
from monitoring.services.case_log import note_decision
from monitoring.services.case_reviews import Findings, close_case, lesson_step, lesson_task, lesson_word, write_review
from monitoring.services.case_rules import (
    LevelInput,
    PlaybookInput,
    drop_escalation,
    save_holding,
    save_playbook,
    set_escalation,
    set_level_rule,
)
from monitoring.services.case_tasks import add_task, assign_task, list_loudest, tick_task
from monitoring.services.case_ties import join_case
from monitoring.services.cases import (
    About,
    Opened,
    Setting,
    add_person,
    open_case,
    remove_person,
    set_leaders,
    set_level,
)
from monitoring.services.groups import merge_groups, mute_group, split_group, undo_change
from monitoring.services.ideas import idea_from_group, idea_from_mention, idea_from_topic, story_from_mention
from monitoring.services.imports import UploadedFile, run_import, start_import, undo_import
from monitoring.services.keywords import add_spelling, change_words, delete_set, restore_version, save_set
from monitoring.services.kin import count_groups
from monitoring.services.metrics import AGES, Collected, collect_due, schedule_missing, schedule_samples
from monitoring.services.noise import mark_noise
from monitoring.services.proposals import accept_word, decline_word
from monitoring.services.replays import adopt_figures, run_replay, search_figures, start_replay
from monitoring.services.resweeps import resweep_set, run_resweep, start_resweep, stop_resweep
from monitoring.services.retention import forget_at_night, forget_mentions, set_retention
from monitoring.services.reviews import remind_of_reviews
from monitoring.services.set_checks import check_draft
from monitoring.services.source_alarms import mind_sources
from monitoring.services.source_runs import Run, forget_runs, note_run
from monitoring.services.source_settings import SourceDraft, change_source, pause_source, resume_source
from monitoring.services.sources import add_sources, read_source, read_sources
from monitoring.services.speakers import judge_speaker, weigh_speakers
from monitoring.services.statements import check_statement, draft_statement, submit_statement
from monitoring.services.sweeps import forget_sweeps, sweep_due, sweep_set
from monitoring.services.telling import escalate_alerts, tell_alerts
from monitoring.services.topics import hide_topic, judge_topics, show_topic
from monitoring.services.windows import delete_window, plan_windows, save_window

__all__ = [
    "AGES",
    "About",
    "Collected",
    "Findings",
    "LevelInput",
    "Opened",
    "PlaybookInput",
    "RuleDraft",
    "Run",
    "SetDraft",
    "Setting",
    "SourceDraft",
    "UploadedFile",
    "accept_word",
    "add_person",
    "add_sources",
    "add_spelling",
    "add_task",
    "adopt_figures",
    "assign_task",
    "change_source",
    "change_words",
    "check_draft",
    "check_statement",
    "close_case",
    "collect_due",
    "count_groups",
    "decline_word",
    "delete_set",
    "delete_window",
    "draft_statement",
    "drop_escalation",
    "escalate_alerts",
    "forget_at_night",
    "forget_mentions",
    "forget_runs",
    "forget_sweeps",
    "hide_topic",
    "idea_from_group",
    "idea_from_mention",
    "idea_from_topic",
    "join_case",
    "judge_speaker",
    "judge_topics",
    "lesson_step",
    "lesson_task",
    "lesson_word",
    "list_loudest",
    "mark_noise",
    "merge_groups",
    "mind_cases",
    "mind_sources",
    "mute_group",
    "note_decision",
    "note_run",
    "open_case",
    "pause_source",
    "plan_windows",
    "read_source",
    "read_sources",
    "remind_of_reviews",
    "remove_person",
    "restore_version",
    "resume_source",
    "resweep_set",
    "run_import",
    "run_replay",
    "run_resweep",
    "sample_accounts",
    "save_holding",
    "save_playbook",
    "save_rule",
    "save_set",
    "save_window",
    "schedule_missing",
    "schedule_samples",
    "search_figures",
    "set_escalation",
    "set_leaders",
    "set_level",
    "set_level_rule",
    "set_retention",
    "settle_alert",
    "show_topic",
    "split_group",
    "start_import",
    "start_replay",
    "start_resweep",
    "stop_resweep",
    "story_from_mention",
    "submit_statement",
    "sweep_due",
    "sweep_set",
    "take_alert",
    "tell_alerts",
    "tick_task",
    "undo_change",
    "undo_import",
    "watch_set",
    "weigh_speakers",
    "write_review",
]
