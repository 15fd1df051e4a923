"""Why a campaign is run, what is in its way, and what happened to it (P2 to P6)."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.access import Person
from campaigns.models import Campaign, CampaignState
from campaigns.planning.book import open_book
from campaigns.planning.checks import findings_of
from campaigns.planning.difficulty import difficulty_of
from campaigns.planning.record import record_of
from campaigns.planning.rules_text import asked_for, differences
from campaigns.queries import story_of


def why(campaign: Campaign, user: Person, asked: Mapping[str, str]) -> dict[str, Any]:
    """Purpose, checks while it is planned, and the story."""
    record, book = record_of(campaign), open_book()
    found = findings_of(record, book) if campaign.state == CampaignState.PLANNED else ()
    return {
        "timeline": story_of(campaign),
        "record": record,
        "stops": [finding for finding in found if finding.stops],
        "thoughts": [finding for finding in found if not finding.stops],
        "difficulty": difficulty_of(record, book),
        "late": campaign.state == CampaignState.PLANNED and campaign.starts_at < timezone.now(),
    }


def prizes(campaign: Campaign, user: Person, asked: Mapping[str, str]) -> dict[str, Any]:
    """What can be won."""
    return {"record": record_of(campaign)}


def rules(campaign: Campaign, user: Person, asked: Mapping[str, str]) -> dict[str, Any]:
    """What people have to do, how hard that is, and the public rules beside the record."""
    record = record_of(campaign)
    return {
        "record": record,
        "asked": [asked_for(one) for one in record.conditions],
        "difficulty": difficulty_of(record, open_book()),
        "differences": differences(record) if campaign.rules_text.strip() else (),
    }
