"""Plan, change, start and end a campaign (P1, P2, P6)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from campaigns.events import campaign_changed
from campaigns.models import Campaign, CampaignKind, CampaignState, Combine, FilingNeed, FilingState, Picking, Purpose
from campaigns.planning.book import open_book
from campaigns.planning.checks import findings_of
from campaigns.planning.record import record_of
from campaigns.services.changing import changing, facts, is_public, locked, look_at_filing, refuse_change
from core import notices
from core.audit import Change, record
from core.errors import Conflict, UserError

FIXED: Final = {
    "kind", "starts_at", "ends_at", "draws_at", "claim_days", "combine", "picking", "rules_text",
}  # fmt: skip
"""What people who take part rely on: fixed once it is public."""


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
    target_kept_followers: int | None = None
    theme: str = ""
    theme_on: dt.date | None = None
    combine: Combine = Combine.ALL
    picking: Picking = Picking.DRAW
    budget: Decimal | None = None
    contact: str = ""
    draws_at: dt.datetime | None = None
    claim_days: int = 5
    launch_reason: str = ""
    platform_reference: str = ""


def save_campaign(*, campaign: Campaign | None, values: CampaignInput, by: User, at: dt.datetime) -> Campaign:
    """Plan (None) or change a campaign as a whole; `change_campaign` changes some of it."""
    given = {name: getattr(values, name) for name in CampaignInput.__dataclass_fields__}
    if campaign is not None:
        return change_campaign(campaign=campaign, values=given, by=by, at=at)
    require_somewhere(by, Can.CAMPAIGN)
    row = Campaign(created_at=at, **given)
    _check(row)
    with transaction.atomic():
        row.save()
        look_at_filing(row, open_book(), by=by, at=at)
        row.save()
        record("campaigns.campaign.planned", row, by=by, at=at, change=Change(before=None, after=facts(row)))
        campaign_changed.send_on_commit(campaign_id=row.pk)
    return row


def change_campaign(*, campaign: Campaign, values: Mapping[str, Any], by: User, at: dt.datetime) -> Campaign:
    """Set some fields of a campaign.

    P2: without audience and a target number it is not accepted. P6: what runs on the platform's own tool needs no
    filing; moving it off that tool makes it a case to file again. Raises `Conflict` when what is public would change.
    """
    if unknown := set(values) - set(CampaignInput.__dataclass_fields__):
        raise ValueError(f"not a field of the plan: {sorted(unknown)}")
    with changing(campaign, code="campaigns.campaign.updated", by=by, at=at) as row:
        fixed = [name for name in FIXED & set(values) if _differs(row, name, values[name])]
        if fixed and is_public(row):
            names = _("、").join(sorted(str(Campaign._meta.get_field(name).verbose_name) for name in fixed))  # type: ignore[union-attr]
            raise refuse_change(names)
        for name, value in values.items():
            setattr(row, name, value)
        _check(row)
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
        row = locked(campaign)
        if to not in Campaign.TRANSITIONS[row.state]:
            sentence = _("活动%(now)s，不能改为%(to)s。") % {"now": row.get_state_display(), "to": to.label}
            raise Conflict(sentence, code="campaign.state")
        if to == CampaignState.RUNNING:
            _may_begin(row)
        before = {"state": row.state}
        row.state = to
        row.save(update_fields=["state"])
        change = Change(before=before, after={"state": str(to)}, reason=reason)
        record(f"campaigns.campaign.{to}", row, by=by, at=at, change=change)
        notices.settle(key_prefix=f"filing:{row.pk}", at=at)
        campaign_changed.send_on_commit(campaign_id=row.pk)
    return row


def _may_begin(row: Campaign) -> None:
    """P6 first, then whatever else blocks."""
    if row.filing_state == FilingState.TO_FILE:
        raise Conflict(_("活动还没有备案，不能开始。请先备案并登记编号。"), code="campaign.to_file")
    if row.filing_need == FilingNeed.APPROVAL and row.filing_state == FilingState.FILED:
        raise Conflict(_("奖品总价超过规定，备案获批复后才能开始。"), code="campaign.approval")
    if not row.may_run:
        raise Conflict(_("备案后有改动，备案已失效。请重新备案。"), code="campaign.void")
    stops = [finding for finding in findings_of(record_of(row), open_book()) if finding.stops]
    if stops:
        text = _("还有 %(n)d 处要先解决：%(first)s")
        raise Conflict(text % {"n": len(stops), "first": stops[0].text}, code="campaign.stops")


def _check(row: Campaign) -> None:
    if row.ends_at <= row.starts_at:
        raise UserError(_("结束时间应晚于开始时间。"), code="campaign.times", field="ends_at")
    if row.draws_at is not None and row.draws_at < row.ends_at:
        raise UserError(_("开奖时间不能早于结束时间。"), code="campaign.draws_at", field="draws_at")
    targets = (row.target_entries, row.target_new_followers, row.target_kept_followers)
    if not row.audience.strip() or all(target is None for target in targets):
        text = _("先想清楚为什么：请写明面向谁，并至少填一个目标数字。")
        raise UserError(text, code="campaign.why", field="audience")


def _differs(row: Campaign, name: str, value: Any) -> bool:
    now = getattr(row, name)
    if name == "rules_text":
        return " ".join(str(now).split()) != " ".join(str(value).split())
    return bool(now != value)
