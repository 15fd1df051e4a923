"""The closing report of a campaign that is over, what it cost and what was learned (P9, P10)."""

import datetime as dt
from decimal import Decimal

from accounts.models import User, WeiboAccount
from accounts.roles import Role
from campaigns.models import Campaign, CampaignPost
from campaigns.services.lessons import add_lesson, note_spending
from reports.services import close_campaign

NAME = "晒晒你的早餐杯"
LESSONS = (
    "提醒微博晚上八点发，比中午多一倍人参与。",
    "十个好友的条件太高，改成一个之后参与多了三倍。",
)


def write_closings(people: dict[Role, User], *, now: dt.datetime) -> None:
    """After the roll-up: the report reads its numbers."""
    chief = people[Role.CHIEF_EDITOR]
    campaign = Campaign.objects.get(name=NAME)
    account = WeiboAccount.objects.get(nickname="山岚")
    CampaignPost.objects.create(
        campaign=campaign, account=account, mid=f"529{campaign.pk:013}", published_at=campaign.starts_at
    )
    note_spending(campaign=campaign, spent=Decimal("420.00"), by=chief, at=now)
    for text in LESSONS:
        add_lesson(campaign=campaign, text=text, by=chief, at=now)
    close_campaign(campaign=campaign, by=chief, at=now)
