"""The page of one campaign: its head and one tab."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.access import rights_of
from accounts.roles import Can
from campaigns.models import Campaign
from campaigns.panels import PANELS, panel_of


def campaign_page(
    request: HttpRequest, campaign: Campaign, part: str = "", *, status: int = 200, **context: Any
) -> HttpResponse:
    """The page with the tab `part`; `context` takes precedence over what the tab says (a refused form, say)."""
    panel = panel_of(part)
    shown = {
        "campaign": campaign,
        "panels": PANELS,
        "panel": panel,
        "may_read_report": rights_of(request.user).may_somewhere(Can.REPORT),
        "may_run": rights_of(request.user).may_somewhere(Can.CAMPAIGN),
        **panel.fill(campaign, request.user, request.GET.dict()),
        **context,
    }
    return render(request, "campaigns/campaign.html", shown, status=status)


def address(campaign: Campaign, part: str) -> str:
    """Where a tab is."""
    return f"{reverse('campaigns:campaign', args=[campaign.pk])}?part={part}"
