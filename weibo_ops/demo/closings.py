"""After the draw, the closing report, what was learned, and who minds the campaign that runs (P9, P10)."""

import datetime as dt
from decimal import Decimal

from accounts.models import User, WeiboAccount
from accounts.roles import Role
from campaigns.models import Campaign, CampaignPost, CampaignState, Winner
from campaigns.services import parcels, winners
from campaigns.services.duties import plan_duties, tick_duty
from campaigns.services.lessons import add_lesson, note_spending
from content.services.campaign_places import draft_campaign_posts
from reports.services import close_campaign

NAME = "晒晒你的早餐杯"
GIVEN = {"name": "示例收件人", "phone": "13900000000", "address": "示例省示例市示例路 1 号"}
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
    _after_the_draw(campaign, chief, now=now)
    _minded(people, account, now=now)
    note_spending(campaign=campaign, spent=Decimal("420.00"), by=chief, at=now)
    for text in LESSONS:
        add_lesson(campaign=campaign, text=text, by=chief, at=now)
    close_campaign(campaign=campaign, by=chief, at=now)


def _after_the_draw(campaign: Campaign, chief: User, *, now: dt.datetime) -> None:
    """Thirteen winners: delivered, sent, come back, claimed, told, and some who wait for their message."""
    won = list(Winner.objects.filter(draw__campaign=campaign, prize__isnull=False).order_by("place")[:7])
    told = now - dt.timedelta(days=3)
    for place, winner in enumerate(won):
        winners.tell_winner(winner=winner, by=chief, at=told)
        if place == 6:
            break
        claim = winners.note_handed(winner=winner, by=chief, at=told)
        if place < 5:
            winners.claim_prize(claim=claim, data=GIVEN, at=told + dt.timedelta(hours=5))
        if place < 3:
            number = f"SF10{campaign.pk:04}{place:03}"
            parcels.send_prize(winner=winner, carrier="顺丰", number=number, by=chief, at=told + dt.timedelta(days=1))
    parcels.note_delivered(winner=won[0], by=chief, at=now - dt.timedelta(hours=20))
    parcels.note_problem(winner=won[1], reason="地址不详，退回", by=chief, at=now - dt.timedelta(hours=3))


def _minded(people: dict[Role, User], account: WeiboAccount, *, now: dt.datetime) -> None:
    """Of the campaign that runs, every day; the first is ticked off."""
    editor = people[Role.RESPONSIBLE_EDITOR]
    running = Campaign.objects.filter(state=CampaignState.RUNNING, starts_at__lt=now).order_by("pk").first()
    if running is None:
        return
    began = running.starts_at
    plan_duties(campaign=running, person=editor, by=editor, at=began)
    for duty in running.duties.filter(day__lt=now.date()).order_by("day")[:2]:
        at = max(began, now - dt.timedelta(days=1))
        tick_duty(duty=duty, note="评论都答了，问寄送时间的最多", by=editor, at=at)
    draft_campaign_posts(campaign=running, account=account, by=editor, at=now)
