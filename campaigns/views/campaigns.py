"""The list of campaigns, one campaign, and its steps."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import member, require_somewhere, rights_of
from accounts.roles import Can
from campaigns import queries
from campaigns.access import campaign_for
from campaigns.models import CampaignState
from campaigns.planning.book import open_book
from campaigns.services import cancel_campaign, end_campaign, launch_campaign
from campaigns.views.frame import campaign_page
from core.http import done, int_param, page_or_fragment
from core.paging import key_page


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Campaigns with their filing."""
    user = member(request)
    state, words = request.GET.get("state", ""), request.GET.get("q", "").strip()[:60]
    found = queries.campaigns(state=state, words=words)
    context = {
        "page": key_page(found, before=int_param(request, "before"), after=int_param(request, "after")),
        "numbers": queries.campaign_numbers(),
        "balance": queries.purposes_of_year(now=timezone.now()),
        "agreed": open_book().house("share_new_fans", 40),
        "states": CampaignState.choices,
        "chosen": {"state": state, "q": words},
        "may_run": rights_of(user).may_somewhere(Can.CAMPAIGN),
    }
    return page_or_fragment(request, "campaigns/list.html", "campaigns/_list.html", context)


@require_GET
def campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """One campaign, one tab of it (`part`)."""
    return campaign_page(request, campaign_for(request.user, campaign_id), request.GET.get("part", ""))


@require_POST
def campaign_launch(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Start."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    launch_campaign(campaign=found, by=require_somewhere(request.user, Can.CAMPAIGN), at=timezone.now())
    return done(request, reverse("campaigns:campaign", args=[campaign_id]), _("活动已开始。"))


@require_POST
def campaign_end(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Close."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    end_campaign(campaign=found, by=require_somewhere(request.user, Can.CAMPAIGN), at=timezone.now())
    return done(request, reverse("campaigns:campaign", args=[campaign_id]), _("活动已结束。"))


@require_POST
def campaign_cancel(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Call off."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    user, reason = require_somewhere(request.user, Can.CAMPAIGN), request.POST.get("reason", "").strip()[:200]
    cancel_campaign(campaign=found, reason=reason, by=user, at=timezone.now())
    return done(request, reverse("campaigns:campaign", args=[campaign_id]), _("活动已取消，它的微博不会再发出。"))
