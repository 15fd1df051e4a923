"""The content library."""

from content.models.bulk_changes import BulkAction, BulkChange
from content.models.campaign_places import CampaignPlace
from content.models.categories import Category, LateRule, QuotaPlan, QuotaPreset, QuotaShare
from content.models.imports import Fate, ImportRow, PostExport
from content.models.library import Consent, KnownHeader, Media, MediaRights, PostImport
from content.models.links import LinkCheck, LinkState
from content.models.lists import (
    Importance,
    ListKind,
    ListLevel,
    OverrideBy,
    WordList,
    WordListTerm,
    WordListUpload,
    WordListVersion,
)
from content.models.outside import OutsideAsk, OutsideState
from content.models.overrides import FindingOverride
from content.models.passages import PassageComment, PassageThread
from content.models.posts import LOCKED_STATES, TRANSITIONS, Idea, IdeaState, Post, PostState, PostVersion, VersionMedia
from content.models.review_steps import OWNER, Restart, ReviewDeputy, ReviewRules, ReviewStep, RiskRule, StepNeed
from content.models.reviews import Decision, Principle, Review, ReviewStage, StageState
from content.models.same_text import SameTextRule
from content.models.saved_filters import DefaultFilter, Place, SavedFilter
from content.models.search import Folded, Grams, IdeaSearchText, SearchText
from content.models.series import Series
from content.models.stories import Permission, StoryUse, UserStory
from content.models.working import LinkPreset, WorkingCopy

__all__ = [
    "LOCKED_STATES",
    "OWNER",
    "TRANSITIONS",
    "BulkAction",
    "BulkChange",
    "CampaignPlace",
    "Category",
    "Consent",
    "Decision",
    "DefaultFilter",
    "Fate",
    "FindingOverride",
    "Folded",
    "Grams",
    "Idea",
    "IdeaSearchText",
    "IdeaState",
    "ImportRow",
    "Importance",
    "KnownHeader",
    "LateRule",
    "LinkCheck",
    "LinkPreset",
    "LinkState",
    "ListKind",
    "ListLevel",
    "Media",
    "MediaRights",
    "OutsideAsk",
    "OutsideState",
    "OverrideBy",
    "PassageComment",
    "PassageThread",
    "Permission",
    "Place",
    "Post",
    "PostExport",
    "PostImport",
    "PostState",
    "PostVersion",
    "Principle",
    "QuotaPlan",
    "QuotaPreset",
    "QuotaShare",
    "Restart",
    "Review",
    "ReviewDeputy",
    "ReviewRules",
    "ReviewStage",
    "ReviewStep",
    "RiskRule",
    "SameTextRule",
    "SavedFilter",
    "SearchText",
    "Series",
    "StageState",
    "StepNeed",
    "StoryUse",
    "UserStory",
    "VersionMedia",
    "WordList",
    "WordListTerm",
    "WordListUpload",
    "WordListVersion",
    "WorkingCopy",
]
