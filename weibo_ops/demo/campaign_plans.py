"""Campaigns in every state: planned and too hard, filed and changed since, running, over, called off (P1 to P6)."""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from accounts.models import User
from campaigns.models import Campaign, CampaignKind, Combine, ConditionKind, FilingState, Picking, Purpose
from campaigns.planning.record import record_of
from campaigns.planning.rules_text import write
from campaigns.services import (
    CampaignInput,
    ConditionInput,
    FilingInput,
    PrizeInput,
    cancel_campaign,
    end_campaign,
    launch_campaign,
    mark_filing,
    save_campaign,
    set_conditions,
    set_prizes,
    write_rules,
)
from core.dates import at_local, local_day

CONTACT = "山岚生活用品，客服热线 400-000-0000（工作日 9:00 至 18:00）"
REPOST, FOLLOW = ConditionInput(ConditionKind.REPOST), ConditionInput(ConditionKind.FOLLOW)
CUP = PrizeInput("云雾保温杯 480 ml", 5, Decimal("239.00"), stock=40, brand_link="本季新品，杯身刻活动日期")
SET = PrizeInput("热饮杯套装", 20, Decimal("59.00"), stock=60, brand_link="与新品同色的杯套和杯刷")


@dataclass(frozen=True)
class Plan:
    """One campaign: `begins` in days from today, then how long it is."""

    name: str
    kind: CampaignKind
    purpose: Purpose
    audience: str
    begins: int
    days: int
    conditions: tuple[ConditionInput, ...]
    prizes: tuple[PrizeInput, ...] = ()
    picking: Picking = Picking.DRAW
    theme: str = ""
    new_followers: int | None = None
    entries: int | None = None
    budget: int = 3000
    on_tool: bool = False
    hour: int = 10


FIRST_SNOW = Plan(
    "初雪热饮季", CampaignKind.PRIZE_REPOST, Purpose.NEW_FANS, "第一次认识山岚的人", 10, 7,
    (REPOST, FOLLOW, ConditionInput(ConditionKind.MENTION, 10)), (CUP, SET), theme="第一场雪的第一杯热饮",
    new_followers=800, entries=2000, budget=4000,
)  # fmt: skip
ENGRAVING = Plan(
    "刻两个字给自己", CampaignKind.PRIZE_QUIZ, Purpose.BRAND, "还不知道杯子可以刻字的人", 16, 3,
    (FOLLOW, ConditionInput(ConditionKind.ANSWER, words=("激光", "激光刻字"))), (replace(CUP, quantity=3),),
    theme="刻字服务一周年", entries=600, budget=1500,
)  # fmt: skip
OLD_CUPS = Plan(
    "旧杯子的故事", CampaignKind.TEXT_CALL, Purpose.KEEP_FANS, "用我们的杯子三年以上的老顾客", -3, 10,
    (ConditionInput(ConditionKind.COMMENT), ConditionInput(ConditionKind.TOPIC, words=("旧杯子的故事",))),
    (replace(CUP, quantity=10), SET), Picking.JUDGED, theme="感恩节", entries=300, budget=6000, hour=19,
)  # fmt: skip
WARM_HANDS = Plan(
    "秋天先暖手还是先暖胃", CampaignKind.VOTE, Purpose.HOT_TOPIC, "关注秋季话题的人", -40, 3, (), (),
    Picking.NOBODY, theme="立秋", entries=1500, budget=300, on_tool=True,
)  # fmt: skip
CAMPING = Plan(
    "露营清单少一样", CampaignKind.PRIZE_REPOST, Purpose.NEW_FANS, "露营新手", -75, 7, (REPOST, FOLLOW),
    (replace(CUP, name="户外保温壶 1.2 L", quantity=3),), theme="暑假", new_followers=500, entries=1200,
)  # fmt: skip
SCHOOL = Plan(
    "开学换新券", CampaignKind.COUPON, Purpose.SALES, "家有学生的顾客", -60, 7, (FOLLOW,),
    (PrizeInput("满 199 减 30 元券", 500, Decimal("30.00"), is_physical=False, brand_link="限学生杯系列"),),
    Picking.EVERYONE, theme="开学", entries=500, budget=15000,
)  # fmt: skip


def write_campaigns(*, owner: User, now: dt.datetime) -> None:
    """All of them; the one that is to be filed keeps its posts from leaving."""
    _plan(FIRST_SNOW, owner, now)
    changed = _filed(_plan(ENGRAVING, owner, now), "BA-SAMPLE-0131", owner, now)
    set_prizes(campaign=changed, prizes=[replace(CUP, quantity=6)], by=owner, at=now)
    _begun(_filed(_plan(OLD_CUPS, owner, now), "BA-SAMPLE-0124", owner, now), owner)
    for plan, reference in ((WARM_HANDS, ""), (CAMPING, "BA-SAMPLE-0087")):
        row = _plan(plan, owner, now)
        row = _begun(_filed(row, reference, owner, now) if reference else row, owner)
        end_campaign(campaign=row, by=owner, at=row.ends_at)
    school = _filed(_plan(SCHOOL, owner, now), "BA-SAMPLE-0102", owner, now)
    cancel_campaign(campaign=school, reason="券的使用范围没有谈妥", by=owner, at=school.starts_at)


def _plan(plan: Plan, owner: User, now: dt.datetime) -> Campaign:
    starts_at = at_local(local_day(now) + dt.timedelta(days=plan.begins), dt.time(plan.hour))
    ends_at, at = starts_at + dt.timedelta(days=plan.days), min(now, starts_at - dt.timedelta(days=12))
    values = CampaignInput(
        name=plan.name, purpose=plan.purpose, audience=plan.audience, kind=plan.kind, starts_at=starts_at,
        ends_at=ends_at, draws_at=ends_at + dt.timedelta(days=1), picking=plan.picking, theme=plan.theme,
        target_entries=plan.entries, target_new_followers=plan.new_followers, budget=Decimal(plan.budget),
        contact=CONTACT, owner=owner, on_platform_tool=plan.on_tool,
    )  # fmt: skip
    row = save_campaign(campaign=None, values=values, by=owner, at=at)
    set_conditions(campaign=row, combine=Combine.ALL, conditions=plan.conditions, by=owner, at=at)
    row = set_prizes(campaign=row, prizes=plan.prizes, by=owner, at=at)
    return write_rules(campaign=row, text=write(record_of(row)), by=owner, at=at)


def _filed(row: Campaign, reference: str, owner: User, now: dt.datetime) -> Campaign:
    at = min(now, row.starts_at - dt.timedelta(days=5))
    filing = FilingInput(FilingState.FILED, reference=reference, filed_on=local_day(at))
    return mark_filing(campaign=row, filing=filing, by=owner, at=at)


def _begun(row: Campaign, owner: User) -> Campaign:
    return launch_campaign(campaign=row, by=owner, at=row.starts_at)
