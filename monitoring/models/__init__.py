"""Listening and measuring."""

from monitoring.models.case_rules import (
    CaseLevel,
    EscalationStep,
    FreezeWidth,
    HoldingStatement,
    LevelRule,
    Missing,
    Playbook,
    PlaybookVersion,
)
from monitoring.models.cases import (
    LIVE_STATES,
    Case,
    CaseEntry,
    CaseEscalation,
    CaseMention,
    CasePerson,
    CaseState,
    CaseStatement,
    CaseTask,
    Check,
    EntryKind,
    TaskKind,
)
from monitoring.models.keywords import Alert, AlertState, Hit, Keyword, KeywordKind, KeywordSet, SetKind, Sweep
from monitoring.models.mentions import Mention, MentionImport, Source, SourceKind, StagedMention
from monitoring.models.metrics import AccountSample, MetricSample, SampleState
from monitoring.models.set_history import DeclinedWord, SetVersion
from monitoring.models.windows import WatchWindow

__all__ = [
    "LIVE_STATES",
    "AccountSample",
    "Alert",
    "AlertState",
    "Case",
    "CaseEntry",
    "CaseEscalation",
    "CaseLevel",
    "CaseMention",
    "CasePerson",
    "CaseState",
    "CaseStatement",
    "CaseTask",
    "Check",
    "DeclinedWord",
    "EntryKind",
    "EscalationStep",
    "FreezeWidth",
    "Hit",
    "HoldingStatement",
    "Keyword",
    "KeywordKind",
    "KeywordSet",
    "LevelRule",
    "Mention",
    "MentionImport",
    "MetricSample",
    "Missing",
    "Playbook",
    "PlaybookVersion",
    "SampleState",
    "SetKind",
    "SetVersion",
    "Source",
    "SourceKind",
    "StagedMention",
    "Sweep",
    "TaskKind",
    "WatchWindow",
]
