"""Pages of campaigns."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import member, require_somewhere, rights_of
from accounts.roles import Can
from campaigns import queries
from campaigns.access import campaign_for
from campaigns.filing import filing_text
from campaigns.forms import CampaignForm, FilingForm
from campaigns.models import Campaign, CampaignState
from campaigns.services import cancel_campaign, end_campaign, launch_campaign, mark_filing, save_campaign
from core.errors import UserError
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
        "states": CampaignState.choices,
        "chosen": {"state": state, "q": words},
        "may_run": rights_of(user).may_somewhere(Can.CAMPAIGN),
    }
    return page_or_fragment(request, "campaigns/list.html", "campaigns/_list.html", context)


@require_http_methods(["GET", "POST"])
def campaign_new(request: HttpRequest) -> HttpResponse:
    """Plan a campaign."""
    user = require_somewhere(request.user, Can.CAMPAIGN)
    return _edit(request, None, CampaignForm(request.POST or None, initial={"owner": user.pk}))


@require_GET
def campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """One campaign: why, when, how its filing stands."""
    return _page(request, campaign_for(request.user, campaign_id))


@require_http_methods(["GET", "POST"])
def campaign_edit(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Change a campaign."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    return _edit(request, found, CampaignForm(request.POST or None, campaign=found))


@require_POST
def campaign_filing(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Say how the filing stands."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    form = FilingForm(request.POST, campaign=found)
    if form.is_valid():
        try:
            user = require_somewhere(request.user, Can.CAMPAIGN)
            mark_filing(campaign=found, filing=form.values(), by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, reverse("campaigns:campaign", args=[campaign_id]), _("备案状态已登记。"))
    return _page(request, found, form, status=422)


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


def _edit(request: HttpRequest, found: Campaign | None, form: CampaignForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            user = require_somewhere(request.user, Can.CAMPAIGN)
            saved = save_campaign(campaign=found, values=form.values(), by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, reverse("campaigns:campaign", args=[saved.pk]), _("已保存。"))
    context = {"form": form, "campaign": found}
    return render(request, "campaigns/form.html", context, status=422 if form.is_bound else 200)


def _page(request: HttpRequest, found: Campaign, form: FilingForm | None = None, *, status: int = 200) -> HttpResponse:
    context = {
        "campaign": found,
        "form": form or FilingForm(campaign=found),
        "filing_text": filing_text(found),
        "timeline": queries.story_of(found),
        "may_run": rights_of(request.user).may_somewhere(Can.CAMPAIGN),
    }
    return render(request, "campaigns/campaign.html", context, status=status)
