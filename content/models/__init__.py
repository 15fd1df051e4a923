"""The content library."""

from content.models.categories import Category, LateRule, QuotaPlan, QuotaPreset, QuotaShare
from content.models.library import Media, MediaRights, PostImport
from content.models.lists import ListLevel, WordList, WordListTerm
from content.models.posts import LOCKED_STATES, TRANSITIONS, Idea, IdeaState, Post, PostState, PostVersion, VersionMedia
from content.models.reviews import Decision, Review
from content.models.same_text import SameTextRule

__all__ = [
    "LOCKED_STATES",
    "TRANSITIONS",
    "Category",
    "Decision",
    "Idea",
    "IdeaState",
    "LateRule",
    "ListLevel",
    "Media",
    "MediaRights",
    "Post",
    "PostImport",
    "PostState",
    "PostVersion",
    "QuotaPlan",
    "QuotaPreset",
    "QuotaShare",
    "Review",
    "SameTextRule",
    "VersionMedia",
    "WordList",
    "WordListTerm",
]
