"""Freezes of every scope over a small company, for tests that race and tests that generate."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import AccountGroup, WeiboAccount
from campaigns.models import Campaign, CampaignKind, FilingState, Purpose
from content.models import Category, Post
from publishing.models import Slot
from publishing.queries import Reach
from tests.publishing.makers import Wanted, make_category, make_post, make_slot

WORD = "爆炸"
HIDDEN = "爆\u200b 炸"


@dataclass
class Company:
    """Two groups, one below the other, a campaign, two categories."""

    accounts: list[WeiboAccount]
    upper: AccountGroup
    lower: AccountGroup
    campaign: Campaign
    fun: Category
    plain: Category


def make_company(accounts: list[WeiboAccount], at: dt.datetime) -> Company:
    """The first half of the accounts is in the lower group, which is in the upper one; the rest in none."""
    upper = AccountGroup.objects.create(name="集团")
    lower = AccountGroup.objects.create(name="品牌", parent=upper)
    for account in accounts[: len(accounts) // 2]:
        account.group = lower
        account.save(update_fields=["group"])
    campaign = Campaign.objects.create(
        name="初雪热饮季", kind=CampaignKind.PRIZE_REPOST, purpose=Purpose.NEW_FANS, created_at=at, starts_at=at,
        ends_at=at + dt.timedelta(days=7), filing_state=FilingState.NOT_NEEDED, filing_reason="测试",
    )  # fmt: skip
    return Company(accounts, upper, lower, campaign, make_category("段子"), make_category("知识"))


def post_of(company: Company, number: int) -> Post:
    """Posts of every kind: each bit of `number` decides one property."""
    account = company.accounts[number % len(company.accounts)]
    kind = number // len(company.accounts)
    word = HIDDEN if kind & 4 else "平安"
    text = f"第 {number} 条，今天{word}了吗？ https://weibo-ops.example/p/{number}"
    post = make_post(account, Wanted(text=text, category=company.fun if kind & 1 else company.plain))
    if kind & 2:
        post.campaign = company.campaign
        post.save(update_fields=["campaign"])
    return post


def slots_of(company: Company, count: int, at: dt.datetime) -> list[Slot]:
    """That many posts, all due at once."""
    return [make_slot(post_of(company, number), at) for number in range(count)]


Reaches = dict[str, Callable[[Company], Reach]]
REACHES: Reaches = {
    "all": lambda company: Reach(),
    "group": lambda company: Reach(group=company.upper),
    "account": lambda company: Reach(account=company.accounts[0]),
    "campaign": lambda company: Reach(campaign=company.campaign),
    "category": lambda company: Reach(category_ids=(company.fun.pk,)),
    "words": lambda company: Reach(words=(WORD,)),
    "category in a group": lambda company: Reach(group=company.lower, category_ids=(company.fun.pk,)),
    "words of an account": lambda company: Reach(account=company.accounts[0], words=("没有这个词", WORD)),
}


def covered(reach: Reach, slot: Slot) -> bool:
    """What a reach covers, said once more and differently: the oracle of the tests."""
    post, group = slot.post, slot.account.group
    checks = []
    if reach.group is not None:
        checks.append(group is not None and reach.group in {group, group.parent})
    if reach.account is not None:
        checks.append(slot.account == reach.account)
    if reach.campaign is not None:
        checks.append(post.campaign == reach.campaign)
    if reach.category_ids:
        checks.append(post.category_id in reach.category_ids)
    if reach.words:
        checks.append(post.version is not None and HIDDEN in post.version.text and WORD in reach.words)
    return all(checks)
