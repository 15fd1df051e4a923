"""Who minds a campaign on which day (P10)."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import require_somewhere
from accounts.models import User
from accounts.queries.people import colleagues
from accounts.roles import Can
from campaigns.access import campaign_for, duty_for
from campaigns.services import duties as services
from campaigns.views.frame import address
from core.errors import UserError
from core.http import done, safe_next, whole_number


@require_POST
def duties_plan(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """One person for all days that nobody minds."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    user = require_somewhere(request.user, Can.CAMPAIGN)
    count = services.plan_duties(campaign=found, person=_person(request), by=user, at=timezone.now())
    return done(request, address(found, "posts"), _("已安排 %(n)d 天。") % {"n": count})


@require_POST
def duty_hand(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Another person for one day."""
    found = duty_for(request.user, duty_id, to=Can.CAMPAIGN)
    user = require_somewhere(request.user, Can.CAMPAIGN)
    services.hand_duty(duty=found, person=_person(request), by=user, at=timezone.now())
    return done(request, address(found.campaign, "posts"), _("已换人。"))


@require_POST
def duty_tick(request: HttpRequest, duty_id: int) -> HttpResponse:
    """It was minded."""
    found = duty_for(request.user, duty_id)
    user = require_somewhere(request.user, Can.VIEW)
    services.tick_duty(duty=found, note=request.POST.get("note", ""), by=user, at=timezone.now())
    back = safe_next(request, f"{reverse('campaigns:campaign', args=[found.campaign_id])}?part=posts")
    return done(request, back, _("已记为看过。"))


def _person(request: HttpRequest) -> User:
    found = colleagues().filter(pk=whole_number(request.POST.get("person", "")) or 0).first()
    if found is None:
        raise UserError(_("请选择一位同事。"), code="duty.person", field="person")
    return found
