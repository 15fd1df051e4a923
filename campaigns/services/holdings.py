"""What somebody in charge of campaigns leaves behind (W9)."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.holdings import Handing, Holding
from accounts.models import User
from accounts.roles import Can
from campaigns.models import Campaign, CampaignState
from core.audit import Change, record


def unfinished_of(person: User, at: dt.datetime) -> "QuerySet[Campaign]":
    """Campaigns somebody is in charge of that are not over (W9)."""
    return Campaign.objects.filter(owner=person).exclude(state__in=(CampaignState.ENDED, CampaignState.CANCELLED))


def hand_over_campaigns(handing: Handing) -> int:
    """The successor is in charge."""
    rows = list(unfinished_of(handing.leaver, handing.at).select_for_update(of=("self",)))
    for campaign in rows:
        campaign.owner = handing.successor
        campaign.save(update_fields=["owner"])
        change = Change(before={"owner": str(handing.leaver)}, after={"owner": str(handing.successor)})
        record("campaigns.campaign.handed_over", campaign, by=handing.by, at=handing.at, change=change)
    return len(rows)


HOLDINGS = (Holding("campaigns.owned", _("没有结束的活动"), unfinished_of, "", Can.CAMPAIGN, "", hand_over_campaigns),)
