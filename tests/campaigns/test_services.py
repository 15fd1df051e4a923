"""Campaigns: kinds, purpose first, filing (P1, P2, P6)."""

import datetime as dt
from dataclasses import replace

import pytest

from accounts.models import User
from campaigns.filing import filing_text
from campaigns.models import Campaign, CampaignKind, CampaignState, FilingState, Picking, Purpose
from campaigns.services import (
    CampaignInput,
    FilingInput,
    cancel_campaign,
    end_campaign,
    launch_campaign,
    mark_filing,
    save_campaign,
)
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry


@pytest.fixture
def values(at: dt.datetime) -> CampaignInput:
    return CampaignInput(
        name="晒杯子有礼",
        purpose=Purpose.KEEP_FANS,
        audience="买过保温杯的老粉丝",
        kind=CampaignKind.PRIZE_CALL,
        starts_at=at + dt.timedelta(days=2),
        ends_at=at + dt.timedelta(days=9),
        target_entries=300,
        rules_text="晒出您的杯子。",
        picking=Picking.NOBODY,
    )


@pytest.fixture
def planned(values: CampaignInput, editor: User, at: dt.datetime) -> Campaign:
    return save_campaign(campaign=None, values=values, by=editor, at=at)


FILED = FilingInput(FilingState.FILED, reference="BA-2026-118", filed_on=dt.date(2026, 11, 24))


def test_p1_it_knows_the_twelve_kinds() -> None:
    assert len(CampaignKind) == 12


def test_p2_it_asks_why_first(values: CampaignInput, editor: User, at: dt.datetime) -> None:
    for without in (replace(values, audience=" "), replace(values, target_entries=None)):
        with pytest.raises(UserError, match="先想清楚为什么"):
            save_campaign(campaign=None, values=without, by=editor, at=at)
    assert not Campaign.objects.exists()


def test_p6_a_new_campaign_is_to_file_and_may_not_run(planned: Campaign) -> None:
    assert planned.filing_state == FilingState.TO_FILE
    assert not planned.may_run


def test_p6_it_cannot_start_before_it_is_filed(planned: Campaign, editor: User, at: dt.datetime) -> None:
    with pytest.raises(Conflict, match="还没有备案"):
        launch_campaign(campaign=planned, by=editor, at=at)
    mark_filing(campaign=planned, filing=FILED, by=editor, at=at)
    assert launch_campaign(campaign=planned, by=editor, at=at).state == CampaignState.RUNNING
    planned.refresh_from_db()
    assert planned.may_run


def test_p6_a_stale_page_cannot_start_it_either(planned: Campaign, editor: User, at: dt.datetime) -> None:
    planned.filing_state = FilingState.FILED  # as somebody's page believes; the row says otherwise
    with pytest.raises(Conflict, match="还没有备案"):
        launch_campaign(campaign=planned, by=editor, at=at)


@pytest.mark.parametrize(
    ("filing", "sentence"),
    [
        (replace(FILED, reference=" "), "备案编号"),
        (replace(FILED, filed_on=None), "备案日期"),
        (FilingInput(FilingState.NOT_NEEDED), "为什么无需备案"),
    ],
)
def test_p6_a_filing_needs_its_proof(
    planned: Campaign, editor: User, at: dt.datetime, filing: FilingInput, sentence: str
) -> None:
    with pytest.raises(UserError, match=sentence):
        mark_filing(campaign=planned, filing=filing, by=editor, at=at)
    planned.refresh_from_db()
    assert planned.filing_state == FilingState.TO_FILE


def test_p6_the_platforms_own_tool_needs_no_filing(values: CampaignInput, editor: User, at: dt.datetime) -> None:
    on_tool = replace(values, on_platform_tool=True)
    campaign = save_campaign(campaign=None, values=on_tool, by=editor, at=at)
    assert campaign.filing_state == FilingState.NOT_NEEDED and campaign.filing_reason
    campaign = save_campaign(campaign=campaign, values=values, by=editor, at=at)
    assert campaign.filing_state == FilingState.TO_FILE


def test_p6_a_running_campaign_cannot_leave_the_tool_unfiled(
    values: CampaignInput, editor: User, at: dt.datetime
) -> None:
    campaign = save_campaign(campaign=None, values=replace(values, on_platform_tool=True), by=editor, at=at)
    launch_campaign(campaign=campaign, by=editor, at=at)
    with pytest.raises(Conflict, match="先备案"):
        save_campaign(campaign=campaign, values=values, by=editor, at=at)
    with pytest.raises(Conflict, match="不能改回待备案"):
        mark_filing(campaign=campaign, filing=FilingInput(FilingState.TO_FILE), by=editor, at=at)


def test_p6_a_cancelled_campaign_may_not_run(planned: Campaign, editor: User, at: dt.datetime) -> None:
    mark_filing(campaign=planned, filing=FILED, by=editor, at=at)
    cancelled = cancel_campaign(campaign=planned, reason="缺货", by=editor, at=at)
    assert not cancelled.may_run
    assert AuditEntry.objects.get(code="campaigns.campaign.cancelled").reason == "缺货"
    with pytest.raises(Conflict):
        launch_campaign(campaign=planned, by=editor, at=at)


def test_p6_the_text_of_the_filing_is_written_from_the_record(planned: Campaign) -> None:
    planned.rules_text = ""
    text = filing_text(planned)
    assert "晒杯子有礼" in text and "有奖征集" in text and "2026 年 11 月 25 日 09:00" in text
    assert "公布的活动规则：（待补充）" in text


def test_it_walks_to_its_end_and_tells_the_story(planned: Campaign, editor: User, at: dt.datetime) -> None:
    mark_filing(campaign=planned, filing=FILED, by=editor, at=at)
    launch_campaign(campaign=planned, by=editor, at=at)
    end_campaign(campaign=planned, by=editor, at=at)
    codes = list(AuditEntry.objects.order_by("id").values_list("code", flat=True))
    assert [code.split(".")[-1] for code in codes] == ["planned", "filing_marked", "running", "ended"]


def test_it_ends_after_it_starts(values: CampaignInput, editor: User, at: dt.datetime) -> None:
    with pytest.raises(UserError, match="结束时间应晚于开始时间"):
        save_campaign(campaign=None, values=replace(values, ends_at=values.starts_at), by=editor, at=at)


def test_it_refuses_people_without_the_right(values: CampaignInput, customer_editor: User, at: dt.datetime) -> None:
    with pytest.raises(Forbidden):
        save_campaign(campaign=None, values=values, by=customer_editor, at=at)
