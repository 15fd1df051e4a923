"""Campaigns that are over get a report that is kept (P9, P10)."""

import datetime as dt
from typing import Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from campaigns.models import Campaign, CampaignState
from core.audit import record
from core.errors import Conflict
from reports.closing import board_of, sentences_of
from reports.models import ClosingReport
from reports.render import render_closing

STAYED: Final = dt.timedelta(days=29)
"""So long after the end it is known how many followers stayed: 28 days and the night that counts them."""
BATCH: Final = 50


def close_campaign(*, campaign: Campaign, by: User, at: dt.datetime) -> ClosingReport:
    """P9: freeze the numbers of a campaign that is over, with its PDF. Later data never rewrites it.

    Raises `Conflict` before its end, and when there is one already.
    """
    require_somewhere(by, Can.CAMPAIGN)
    if campaign.state != CampaignState.ENDED:
        raise Conflict(_("活动结束后才能生成结案报告。"), code="closing.early")
    board = board_of(campaign, now=at)
    with translation.override("zh-hans"):
        pdf = render_closing(campaign, board, sentences_of(board), [lesson.text for lesson in campaign.lessons.all()])
    with transaction.atomic():
        report, is_new = ClosingReport.objects.get_or_create(
            campaign=campaign, defaults={"compiled_at": at, "compiled_by": by, "data": board}
        )
        if not is_new:
            raise Conflict(_("结案报告已经生成，不会再改写。"), code="closing.exists")
        report.pdf.save(f"{campaign.pk}.pdf", ContentFile(pdf), save=True)
        record("reports.closing.compiled", report, by=by, at=at)
    return report


def note_stayed(*, now: dt.datetime) -> int:
    """P10: fill in how many followers stayed, once it is known; the frozen numbers stay. Returns how many reports."""
    waiting = ClosingReport.objects.select_related("campaign").filter(campaign__ends_at__lt=now - STAYED, later={})
    count = 0
    for report in waiting.order_by("pk")[:BATCH]:
        kept = board_of(report.campaign, now=now)["followers"]["kept"]
        count += ClosingReport.objects.filter(pk=report.pk, later={}).update(later=kept)
    return count
