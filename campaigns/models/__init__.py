"""Models of `campaigns`, by noun."""

from campaigns.models.campaigns import (
    Campaign,
    CampaignKind,
    CampaignState,
    Combine,
    FilingNeed,
    FilingState,
    Picking,
    Purpose,
)
from campaigns.models.claims import Claim
from campaigns.models.drafts import PlanDraft
from campaigns.models.draws import Draw, DrawState, DrawValue, Winner, WinnerState
from campaigns.models.duties import Duty
from campaigns.models.entries import Act, ActKind, CampaignPost, Entry, PostRole, Verdict
from campaigns.models.filings import Filing, FilingStep
from campaigns.models.imports import EntryImport, StagedAct
from campaigns.models.judging import (
    Appeal,
    AppealState,
    EntryRules,
    Judgement,
    LeftOut,
    UnknownFollows,
    VerdictChange,
)
from campaigns.models.lessons import Lesson
from campaigns.models.prizes import Prize
from campaigns.models.readings import EntryReading
from campaigns.models.rules import CampaignRule, Certainty, RuleGroup
from campaigns.models.terms import Condition, ConditionKind

__all__ = [
    "Act",
    "ActKind",
    "Appeal",
    "AppealState",
    "Campaign",
    "CampaignKind",
    "CampaignPost",
    "CampaignRule",
    "CampaignState",
    "Certainty",
    "Claim",
    "Combine",
    "Condition",
    "ConditionKind",
    "Draw",
    "DrawState",
    "DrawValue",
    "Duty",
    "Entry",
    "EntryImport",
    "EntryReading",
    "EntryRules",
    "Filing",
    "FilingNeed",
    "FilingState",
    "FilingStep",
    "Judgement",
    "LeftOut",
    "Lesson",
    "Picking",
    "PlanDraft",
    "PostRole",
    "Prize",
    "Purpose",
    "RuleGroup",
    "StagedAct",
    "UnknownFollows",
    "Verdict",
    "VerdictChange",
    "Winner",
    "WinnerState",
]
