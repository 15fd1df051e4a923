"""Listening and measuring."""

from monitoring.models.keywords import Alert, AlertState, Hit, Keyword, KeywordKind, KeywordSet, SetKind, Sweep
from monitoring.models.mentions import Mention, MentionImport, Source, SourceKind, StagedMention
from monitoring.models.metrics import AccountSample, MetricSample, SampleState
from monitoring.models.set_history import DeclinedWord, SetVersion
from monitoring.models.windows import WatchWindow

__all__ = [
    "AccountSample",
    "Alert",
    "AlertState",
    "DeclinedWord",
    "Hit",
    "Keyword",
    "KeywordKind",
    "KeywordSet",
    "Mention",
    "MentionImport",
    "MetricSample",
    "SampleState",
    "SetKind",
    "SetVersion",
    "Source",
    "SourceKind",
    "StagedMention",
    "Sweep",
    "WatchWindow",
]
