"""Checks of campaigns: purpose (P2), filing (P6), draw and prizes (P8, P9), minding and closing (P10)."""

import datetime as dt
from typing import Final

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from campaigns.models import Campaign, CampaignState, Claim, Draw, DrawState, Duty, FilingState, Picking, WinnerState
from campaigns.queries.overview import purposes_of_year
from core.dates import local_day
from reports.governance.checks import LISTED, Check, counted, listed
from reports.models import ClosingReport

NEW_FANS: Final = 40
"""Percent of campaigns that are meant for new fans; the others for those one has (P2, S1.6)."""
FEW: Final = 5
"""With fewer campaigns in a year the balance says nothing."""
AROUND: Final = 20
SOON: Final = dt.timedelta(days=7)
SENT_WITHIN: Final = dt.timedelta(days=30)
"""A prize that was claimed is on its way within so long at the latest."""
CLOSED_WITHIN: Final = dt.timedelta(days=14)
LOOKED_AT: Final = dt.timedelta(days=120)


def before_it_runs(now: dt.datetime) -> list[Check]:
    """P2, P6: the balance of purposes; campaigns that are about to begin and are not filed."""
    year = purposes_of_year(now=now)
    share = round(year["new_fans"] * 100 / year["all"]) if year["all"] else 0
    off = year["all"] >= FEW and abs(share - NEW_FANS) > AROUND
    text = _("近一年 %(all)d 个活动里 %(n)d 个面向新粉丝，建议四成") % {"n": year["new_fans"], "all": year["all"]}
    live = Campaign.objects.filter(state__in=[CampaignState.PLANNED, CampaignState.RUNNING])
    unfiled = list(live.filter(filing_state=FilingState.TO_FILE, starts_at__lt=now + SOON)[:LISTED])
    return [
        Check("p2-balance", text, int(off), "campaigns:list"),
        listed("p6-filing", _("%(n)d 个七天内开始的活动还没有备案"), unfiled, "campaigns:list", "campaigns:campaign",
               lambda row: str(row.name)),
    ]  # fmt: skip


def while_and_after(now: dt.datetime) -> list[Check]:
    """P8, P9, P10: days nobody minded, draws that are due, prizes not sent, campaigns without a closing report."""
    day = local_day(now)
    alive = Campaign.objects.exclude(state=CampaignState.CANCELLED)
    minded = Duty.objects.filter(campaign__in=alive, done_at=None, day__lt=day, day__gte=day - SOON).count()
    drawn = Draw.objects.filter(campaign=OuterRef("pk"), state=DrawState.DRAWN)
    due = alive.filter(picking=Picking.DRAW, on_platform_tool=False, draws_at__lt=now, draws_at__gte=now - LOOKED_AT)
    waiting = list(due.exclude(Exists(drawn))[:LISTED])
    parcels = Claim.objects.filter(winner__state=WinnerState.CLAIMED, claimed_at__lt=now - SENT_WITHIN).count()
    over = alive.filter(state=CampaignState.ENDED, ends_at__lt=now - CLOSED_WITHIN, ends_at__gte=now - LOOKED_AT)
    open_ones = list(over.exclude(Exists(ClosingReport.objects.filter(campaign=OuterRef("pk"))))[:LISTED])
    return [
        counted("p10-minded", _("近七天 %(n)d 个活动日没有人照看"), minded, "campaigns:list"),
        listed("p8-draws", _("%(n)d 个活动过了开奖时间还没有开奖"), waiting, "campaigns:list", "campaigns:campaign",
               lambda row: str(row.name)),
        counted("p9-parcels", _("%(n)d 份奖品领取一个月后还没有寄出"), parcels, "campaigns:list"),
        listed("p10-closed", _("%(n)d 个活动结束两周还没有结案报告"), open_ones, "campaigns:list", "campaigns:campaign",
               lambda row: str(row.name)),
    ]  # fmt: skip
