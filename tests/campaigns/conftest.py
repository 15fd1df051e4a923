"""A campaign as it is planned."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

import pytest

from accounts.models import User
from campaigns.models import Campaign, CampaignKind, Combine, ConditionKind, Draw, Entry, Purpose, Verdict
from campaigns.services import (
    CampaignInput,
    ConditionInput,
    PrizeInput,
    save_campaign,
    set_conditions,
    set_prizes,
)
from campaigns.services.commitments import DrawPlan, run_list, start_list

PEOPLE = 60
MINUTE = dt.timedelta(minutes=1)
CUP = PrizeInput("云雾保温杯", 3, Decimal("239.00"), stock=10, brand_link="自家新品")
VOUCHER = PrizeInput("满减券", 50, Decimal("30.00"), is_physical=False)


@pytest.fixture
def whole(editor: User, at: dt.datetime) -> Campaign:
    """A prize repost with prizes, conditions and everything that must be said beforehand, not filed yet."""
    start = dt.datetime(2026, 12, 1, 2, 0, tzinfo=dt.UTC)  # 10:00 in Peking
    row = save_campaign(
        campaign=None,
        values=CampaignInput(
            name="初雪热饮季",
            purpose=Purpose.NEW_FANS,
            audience="第一次认识我们的人",
            kind=CampaignKind.PRIZE_REPOST,
            starts_at=start,
            ends_at=start + dt.timedelta(days=7),
            draws_at=start + dt.timedelta(days=8),
            target_new_followers=800,
            contact="山岚生活，客服 400-000-0000",
            rules_text="关注并转发本条微博，抽三位送云雾保温杯。",
            owner=editor,
        ),
        by=editor,
        at=at,
    )
    asked = [ConditionInput(ConditionKind.REPOST), ConditionInput(ConditionKind.FOLLOW)]
    set_conditions(campaign=row, combine=Combine.ALL, conditions=asked, by=editor, at=at)
    set_prizes(campaign=row, prizes=[CUP, VOUCHER], by=editor, at=at)
    row.refresh_from_db()
    return row


@pytest.fixture
def over(whole: Campaign, tmp_path: Path, settings: object) -> Iterator[dt.datetime]:
    """The campaign is over and has entries; the moment after its end."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    end = whole.ends_at + MINUTE
    Entry.objects.bulk_create(
        Entry(
            campaign=whole, uid=str(5_500_000_000 + n), name=f"抽奖的人{n}", entered_at=whole.starts_at,
            verdict=Verdict.SUSPECT if n % 6 == 0 else Verdict.VALID, ruled=Verdict.VALID,
            reasons=["same_text"] if n % 6 == 0 else [], judged_at=end,
        )
        for n in range(PEOPLE)
    )  # fmt: skip
    with patch("campaigns.services.commitments.why_not_ready", return_value=[]):
        yield end


def published(campaign: Campaign, plan: DrawPlan, by: User, at: dt.datetime) -> Draw:
    """The list, written by the worker at once."""
    draw = run_list(start_list(campaign=campaign, plan=plan, by=by, at=at).pk, clock=lambda: at)
    assert draw is not None
    return draw
