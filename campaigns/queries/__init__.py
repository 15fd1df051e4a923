"""Reads of campaigns, by noun."""

from campaigns.queries.overview import (
    campaign_numbers,
    campaigns,
    draft_of,
    ended_before,
    filings_of,
    lessons_for,
    purposes_of_year,
    rules_by_topic,
    story_of,
)

__all__ = [
    "campaign_numbers",
    "campaigns",
    "draft_of",
    "ended_before",
    "filings_of",
    "lessons_for",
    "purposes_of_year",
    "rules_by_topic",
    "story_of",
]
