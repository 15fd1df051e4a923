"""The tab of posts and of who minds the campaign each day (P10)."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.access import Person
from accounts.queries.people import colleagues
from campaigns.models import Campaign, CampaignPost, CampaignState
from campaigns.queries.duties import duties_of
from core.dates import local_day


def posts(campaign: Campaign, user: Person, asked: Mapping[str, str]) -> dict[str, Any]:
    """Three queries; posts come by themselves."""
    is_open = campaign.state in (CampaignState.PLANNED, CampaignState.RUNNING)
    return {
        "duties": duties_of(campaign),
        "people": colleagues() if is_open else (),
        "is_open": is_open,
        "gone": CampaignPost.objects.filter(campaign=campaign, gone_at__isnull=False),
        "today": local_day(timezone.now()),
    }
