"""Drafts for the posts that a campaign needs (P10)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User, WeiboAccount
from accounts.roles import Can
from campaigns.models import Campaign, CampaignState, PostRole
from campaigns.planning.posting import PostPlan, posts_before_the_draw
from campaigns.planning.record import record_of
from campaigns.queries.winners import announcement_of
from content.models import CampaignPlace, Category, Post, PostState
from content.services.drafts import DraftInput, save_draft
from core.audit import Change, record
from core.errors import Conflict

PRESET = "campaign"
"""The category that shipped for posts of campaigns; any other when people have removed it."""


def draft_campaign_posts(*, campaign: Campaign, account: WeiboAccount, by: User, at: dt.datetime) -> list[Post]:
    """P10: a draft for each post of the plan that has none and whose time has not passed. A second click adds none.

    Raises `Conflict` when nothing is left to be drafted.
    """
    require(by, Can.WRITE, account.pk)
    category = Category.objects.filter(slug=PRESET).first() or Category.objects.order_by("position", "pk").first()
    with transaction.atomic():
        row = Campaign.objects.select_for_update().get(pk=campaign.pk)
        CampaignPlace.objects.filter(campaign=row, post__state=PostState.CANCELLED).delete()  # to be drafted anew
        plans = [plan for plan in plans_of(row, at=at) if not _is_there(row, plan)]
        if not plans or category is None:
            raise Conflict(_("该起草的都已起草；开奖后再来起草公布结果的微博。"), code="campaign.drafted")
        posts = []
        for plan in plans:
            draft = DraftInput(account=account, category=category, text=plan.text, campaign=row)
            post = save_draft(draft=draft, by=by, at=at)
            CampaignPlace.objects.create(campaign=row, role=plan.role, wanted_at=plan.at, post=post)
            posts.append(post)
        after = {"posts": [post.pk for post in posts], "account": account.pk}
        record("content.campaign.drafted", row, by=by, at=at, change=Change(after=after, account_id=account.pk))
    return posts


def plans_of(campaign: Campaign, *, at: dt.datetime) -> list[PostPlan]:
    """What is still ahead: announcement and reminders, or the result once it is known."""
    if campaign.state == CampaignState.CANCELLED:
        return []
    if text := announcement_of(campaign):
        return [PostPlan(PostRole.RESULT, campaign.draws_at or campaign.ends_at, text)]
    return [plan for plan in posts_before_the_draw(record_of(campaign)) if plan.at > at]


def _is_there(campaign: Campaign, plan: PostPlan) -> bool:
    places = CampaignPlace.objects.filter(campaign=campaign, role=plan.role)
    return places.exists() if plan.role != PostRole.REMINDER else places.filter(wanted_at=plan.at).exists()
