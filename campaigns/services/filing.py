"""How a campaign stands with the platform (P6)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from campaigns.events import campaign_changed
from campaigns.models import Campaign, CampaignState, Filing, FilingNeed, FilingState
from campaigns.planning.book import open_book
from campaigns.planning.record import hash_of, need_of, record_of, snapshot
from campaigns.services.changing import facts, locked, look_at_filing
from core import notices
from core.audit import Change, record
from core.dates import local_day
from core.errors import Conflict, UserError
from core.models import NoticeLevel
from core.notices import Message


@dataclass(frozen=True)
class FilingInput:
    """How a campaign stands with the platform (P6)."""

    state: FilingState
    reference: str = ""
    filed_on: dt.date | None = None
    reason: str = ""


def mark_filing(*, campaign: Campaign, filing: FilingInput, by: User, at: dt.datetime) -> Campaign:
    """Say how the filing stands (P6): filed and answered need a reference and a date, not needed needs a reason.

    The record as it stands is kept with it: a later change of it voids the filing.
    """
    require_somewhere(by, Can.CAMPAIGN)
    _proof(filing, at)
    with transaction.atomic():
        row = locked(campaign)
        if row.state == CampaignState.RUNNING and filing.state == FilingState.TO_FILE:
            raise Conflict(_("活动已经开始，不能改回待备案。"), code="filing.running")
        _allowed(row, filing)
        before = facts(row)
        told = snapshot(record_of(row))
        row.filing_state, row.filing_reason = filing.state, filing.reason.strip()
        row.filing_reference, row.filed_on = filing.reference.strip(), filing.filed_on
        row.record_hash = row.filed_hash = hash_of(told)
        row.filing_need = need_of(record_of(row), open_book())[0]
        row.save()
        Filing.objects.create(
            campaign=row, step=filing.state, reference=row.filing_reference, filed_on=row.filed_on,
            reason=row.filing_reason, snapshot=told, record_hash=row.record_hash, by=by, at=at,
        )  # fmt: skip
        record("campaigns.campaign.filing_marked", row, by=by, at=at, change=Change(before=before, after=facts(row)))
        if row.may_run:
            notices.settle(key_prefix=f"filing:{row.pk}", at=at)
        campaign_changed.send_on_commit(campaign_id=row.pk)
    return row


def look_at_all_filings(*, by: User | None, at: dt.datetime) -> int:
    """The rules have changed: set the need of every campaign that is not over. Returns how many changed.

    A version of the machine rules that came with an update is another one than was filed (P7); what runs goes on.
    """
    book, changed = open_book(), 0
    open_ones = Campaign.objects.filter(state__in=[CampaignState.PLANNED, CampaignState.RUNNING]).order_by("pk")
    for row in open_ones.select_for_update(of=("self",)):
        fresh = record_of(row)
        need, stands = need_of(fresh, book)[0], row.record_hash in ("", hash_of(snapshot(fresh)))
        if need == row.filing_need and (stands or row.state == CampaignState.RUNNING):
            continue
        if row.state == CampaignState.PLANNED:
            look_at_filing(row, book, by=by, at=at)
        row.filing_need = need
        row.save()
        campaign_changed.send_on_commit(campaign_id=row.pk)
        changed += 1
    return changed


def remind_of_filings(*, now: dt.datetime) -> int:
    """P6: the owner is told some days before the launch that it is not filed. Returns how many were told."""
    soon = now + dt.timedelta(days=open_book().house("remind_days", 3))
    due = Campaign.objects.filter(state=CampaignState.PLANNED, starts_at__lte=soon).exclude(owner=None)
    told = 0
    for row in due:
        if row.may_run or row.owner_id is None:
            continue
        text = gettext_noop("活动“%(name)s”计划 %(day)s 开始，还没有备案。备案前不能开始，它的微博也不会发出。")
        url = reverse("campaigns:campaign", args=[row.pk]) + "?part=filing"
        params = {"name": row.name, "day": f"{local_day(row.starts_at):%Y-%m-%d}"}
        message = Message(text, params, url, NoticeLevel.WARNING, mail=True)
        told += notices.notify(to=[row.owner_id], key=f"filing:{row.pk}:soon", message=message, at=now)
    return told


def _proof(filing: FilingInput, at: dt.datetime) -> None:
    if filing.state in {FilingState.FILED, FilingState.ANSWERED}:
        if not filing.reference.strip():
            raise UserError(_("请填写备案编号。"), code="filing.reference", field="reference")
        if filing.filed_on is None:
            raise UserError(_("请填写备案日期。"), code="filing.date", field="filed_on")
        if filing.filed_on > local_day(at) + dt.timedelta(days=1):
            raise UserError(_("备案日期还没有到。"), code="filing.date", field="filed_on")
    if filing.state == FilingState.NOT_NEEDED and not filing.reason.strip():
        raise UserError(_("请写明为什么无需备案。"), code="filing.reason", field="reason")


def _allowed(row: Campaign, filing: FilingInput) -> None:
    need, reasons = need_of(record_of(row), open_book())
    if need == FilingNeed.APPROVAL and filing.state == FilingState.NOT_NEEDED:
        raise UserError(reasons[0], code="filing.needed", field="state")
