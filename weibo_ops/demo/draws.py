"""Two draws: one is over and can be checked by everybody, of the other the list is published and the value awaited."""

import datetime as dt
from decimal import Decimal

from accounts.models import User
from accounts.roles import Role
from campaigns.models import (
    Act,
    ActKind,
    Campaign,
    CampaignKind,
    CampaignState,
    Condition,
    ConditionKind,
    Draw,
    FilingState,
    Prize,
    Purpose,
)
from campaigns.services.commitments import DrawPlan, run_list, start_list
from campaigns.services.draws import run_draw, type_value
from campaigns.services.judging import judge_entries

NAMES = ("早起的阿宁", "一杯清茶", "南山种菜人", "爱收纳的小鱼", "巷口面馆", "骑车去海边", "三月的雨", "橘子汽水")
BALLS = "05 09 14 20 26 31 07"
DAY = dt.timedelta(days=1)


def write_draws(people: dict[Role, User], *, now: dt.datetime) -> None:
    """People, judged by the rules; list, values and winners by the services that the team uses."""
    chief, editor = people[Role.CHIEF_EDITOR], people[Role.RESPONSIBLE_EDITOR]
    done = _campaign("晒晒你的早餐杯", chief, ends=now - 12 * DAY, count=180)
    plan = DrawPlan(now - 11 * DAY, 5, by_drand=False, number_name="双色球第 2026130 期", number_form=BALLS)
    draw = _published(done, plan, chief, at=now - 12 * DAY + dt.timedelta(hours=2))
    for person in (chief, editor):
        type_value(draw=draw, source=0, text=BALLS, by=person, at=now - 11 * DAY + dt.timedelta(hours=1))
    run_draw(draw=draw, by=chief, at=now - 11 * DAY + dt.timedelta(hours=2))
    waiting = _campaign("给老朋友的秋茶", editor, ends=now - DAY, count=96)
    _published(waiting, DrawPlan(now + dt.timedelta(hours=6), 10), editor, at=now)


def _published(campaign: Campaign, plan: DrawPlan, by: User, *, at: dt.datetime) -> Draw:
    run_list(start_list(campaign=campaign, plan=plan, by=by, at=at).pk, clock=lambda: at)
    return Draw.objects.get(campaign=campaign)


def _campaign(name: str, owner: User, *, ends: dt.datetime, count: int) -> Campaign:
    start = ends - 7 * DAY
    campaign = Campaign.objects.create(
        name=name, kind=CampaignKind.PRIZE_REPOST, purpose=Purpose.KEEP_FANS, owner=owner, created_at=start - 3 * DAY,
        audience="买过我们杯子的老朋友", starts_at=start, ends_at=ends, draws_at=ends + DAY, target_entries=150,
        state=CampaignState.ENDED, filing_state=FilingState.FILED, filing_reference=f"HD-2026-{owner.pk:04}",
        filed_on=(start - 2 * DAY).date(), contact="山岚生活，客服 400-000-0000",
        rules_text="转发并带上话题，截止后从有效参与里随机抽取。",
    )  # fmt: skip
    Condition.objects.create(campaign=campaign, kind=ConditionKind.REPOST)
    prizes = (("云雾保温杯", 3, "239.00"), ("随行杯套", 10, "39.00"))
    for tier, (prize, quantity, cost) in enumerate(prizes, 1):
        Prize.objects.create(
            campaign=campaign, tier=tier, name=prize, quantity=quantity, unit_cost=Decimal(cost), stock=20,
            brand_link="自家产品",
        )  # fmt: skip
    step = (ends - start) / (count + 1)
    Act.objects.bulk_create(
        Act(
            campaign=campaign, kind=ActKind.REPOST, external_id=str(5_260_000_000_000_000 + campaign.pk * 10_000 + n),
            uid=str(5_610_000_000 + n), name=f"{NAMES[n % len(NAMES)]}{n}", text=f"第 {n + 1} 个早餐，配这只杯子刚好",
            acted_at=start + step * n, seen_at=start + step * n, followers=40 + 7 * n,
        )
        for n in range(count)
    )  # fmt: skip
    judge_entries(campaign=campaign, at=ends)
    return campaign
