"""All writes of campaigns (P1, P2, P6)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.access import require_somewhere
from accounts.holdings import Handing, Holding
from accounts.models import User
from accounts.roles import Can
from campaigns.events import campaign_changed
from campaigns.models import Campaign, CampaignKind, CampaignState, FilingState, Purpose
from core.audit import Change, record
from core.errors import Conflict, UserError


@dataclass(frozen=True)
class CampaignInput:
    """What a campaign is: why first (P2), then kind and time (P1)."""

    name: str
    purpose: Purpose
    audience: str
    kind: CampaignKind
    starts_at: dt.datetime
    ends_at: dt.datetime
    target_entries: int | None = None
    target_new_followers: int | None = None
    on_platform_tool: bool = False
    rules_text: str = ""
    owner: User | None = None


@dataclass(frozen=True)
class FilingInput:
    """How a campaign stands with the platform (P6)."""

    state: FilingState
    reference: str = ""
    filed_on: dt.date | None = None
    reason: str = ""


def save_campaign(*, campaign: Campaign | None, values: CampaignInput, by: User, at: dt.datetime) -> Campaign:
    """Plan (None) or change a campaign.

    P2: without audience and a target number it is not accepted. P6: what runs on the platform's own tool needs no
    filing; moving it off that tool makes it a case to file again.
    """
    require_somewhere(by, Can.CAMPAIGN)
    if values.ends_at <= values.starts_at:
        raise UserError(_("结束时间应晚于开始时间。"), code="campaign.times", field="ends_at")
    if not values.audience.strip() or (values.target_entries is None and values.target_new_followers is None):
        raise UserError(
            _("先想清楚为什么：请写明面向谁，并至少填一个目标数字。"), code="campaign.why", field="audience"
        )
    with transaction.atomic():
        row = Campaign(created_at=at) if campaign is None else _locked(campaign)
        if row.state in {CampaignState.ENDED, CampaignState.CANCELLED}:
            raise Conflict(_("活动已经结束或取消，不能再修改。"), code="campaign.closed")
        before = _facts(row) if campaign is not None else None
        for name, value in _fields(values).items():
            setattr(row, name, value)
        _follow_tool(row)
        row.save()
        code = "campaigns.campaign.planned" if campaign is None else "campaigns.campaign.updated"
        record(code, row, by=by, at=at, change=Change(before=before, after=_facts(row)))
        campaign_changed.send_on_commit(campaign_id=row.pk)
    return row


def mark_filing(*, campaign: Campaign, filing: FilingInput, by: User, at: dt.datetime) -> Campaign:
    """Say how the filing stands (P6): filed and answered need a reference and a date, not needed needs a reason."""
    require_somewhere(by, Can.CAMPAIGN)
    if filing.state in {FilingState.FILED, FilingState.ANSWERED}:
        if not filing.reference.strip():
            raise UserError(_("请填写备案编号。"), code="filing.reference", field="reference")
        if filing.filed_on is None:
            raise UserError(_("请填写备案日期。"), code="filing.date", field="filed_on")
    if filing.state == FilingState.NOT_NEEDED and not filing.reason.strip():
        raise UserError(_("请写明为什么无需备案。"), code="filing.reason", field="reason")
    with transaction.atomic():
        row = _locked(campaign)
        if row.state == CampaignState.RUNNING and filing.state == FilingState.TO_FILE:
            raise Conflict(_("活动已经开始，不能改回待备案。"), code="filing.running")
        before = _facts(row)
        row.filing_state, row.filing_reason = filing.state, filing.reason
        row.filing_reference, row.filed_on = filing.reference, filing.filed_on
        row.save(update_fields=["filing_state", "filing_reason", "filing_reference", "filed_on"])
        record("campaigns.campaign.filing_marked", row, by=by, at=at, change=Change(before=before, after=_facts(row)))
        campaign_changed.send_on_commit(campaign_id=row.pk)
    return row


def launch_campaign(*, campaign: Campaign, by: User, at: dt.datetime) -> Campaign:
    """Start a campaign. P6: one that must be filed cannot start before it is."""
    return _move(campaign, CampaignState.RUNNING, by, at)


def end_campaign(*, campaign: Campaign, by: User, at: dt.datetime) -> Campaign:
    """Close a running campaign."""
    return _move(campaign, CampaignState.ENDED, by, at)


def cancel_campaign(*, campaign: Campaign, reason: str, by: User, at: dt.datetime) -> Campaign:
    """Call a campaign off; the send check then refuses its posts."""
    return _move(campaign, CampaignState.CANCELLED, by, at, reason)


def _move(campaign: Campaign, to: CampaignState, by: User, at: dt.datetime, reason: str = "") -> Campaign:
    require_somewhere(by, Can.CAMPAIGN)
    with transaction.atomic():
        row = _locked(campaign)
        if to not in Campaign.TRANSITIONS[row.state]:
            sentence = _("活动%(now)s，不能改为%(to)s。") % {"now": row.get_state_display(), "to": to.label}
            raise Conflict(sentence, code="campaign.state")
        if to == CampaignState.RUNNING and row.filing_state == FilingState.TO_FILE:
            raise Conflict(_("活动还没有备案，不能开始。请先备案并登记编号。"), code="campaign.to_file")
        before = {"state": row.state}
        row.state = to
        row.save(update_fields=["state"])
        change = Change(before=before, after={"state": str(to)}, reason=reason)
        record(f"campaigns.campaign.{to}", row, by=by, at=at, change=change)
        campaign_changed.send_on_commit(campaign_id=row.pk)
    return row


def _locked(campaign: Campaign) -> Campaign:
    return Campaign.objects.select_for_update().get(pk=campaign.pk)


def _follow_tool(row: Campaign) -> None:
    """P6: only what does not run on the platform's own tool has to be filed."""
    by_tool = row.filing_state == FilingState.NOT_NEEDED and row.filing_reason == Campaign.TOOL_REASON
    if row.on_platform_tool and row.filing_state == FilingState.TO_FILE:
        row.filing_state, row.filing_reason = FilingState.NOT_NEEDED, Campaign.TOOL_REASON
    elif not row.on_platform_tool and by_tool:
        if row.state == CampaignState.RUNNING:
            raise Conflict(_("活动正在进行，改为不用官方工具前请先备案。"), code="campaign.tool")
        row.filing_state, row.filing_reason = FilingState.TO_FILE, ""


def _fields(values: CampaignInput) -> dict[str, Any]:
    return {name: getattr(values, name) for name in CampaignInput.__dataclass_fields__}


def _facts(row: Campaign) -> dict[str, Any]:
    """Values for the audit log."""
    names = [*CampaignInput.__dataclass_fields__, "filing_state", "filing_reason", "filing_reference", "filed_on"]
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, models.Model) else value


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


HOLDINGS = (
    Holding("campaigns.owned", _lazy("没有结束的活动"), unfinished_of, "", Can.CAMPAIGN, "", hand_over_campaigns),
)
