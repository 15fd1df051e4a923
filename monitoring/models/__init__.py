"""Listening and measuring."""

from monitoring.models.keywords import Alert, AlertState, Hit, Keyword, KeywordKind, KeywordSet, SetKind, Sweep
from monitoring.models.mentions import Mention, MentionImport, Source, SourceKind, StagedMention
from monitoring.models.metrics import AccountSample, MetricSample, SampleState

__all__ = [
    "AccountSample",
    "Alert",
    "AlertState",
    "Hit",
    "Keyword",
    "KeywordKind",
    "KeywordSet",
    "Mention",
    "MentionImport",
    "MetricSample",
    "SampleState",
    "SetKind",
    "Source",
    "SourceKind",
    "StagedMention",
    "Sweep",
]
