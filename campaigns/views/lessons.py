"""What a campaign cost beside its prizes, and what was learned (P10)."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import require_somewhere
from accounts.roles import Can
from campaigns.access import campaign_for, lesson_for
from campaigns.forms.lessons import SpendingForm
from campaigns.services.lessons import add_lesson, drop_lesson, note_spending
from campaigns.views.frame import address
from core.http import done


@require_POST
def lesson_add(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Write one down."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    user = require_somewhere(request.user, Can.CAMPAIGN)
    add_lesson(campaign=found, text=request.POST.get("text", ""), by=user, at=timezone.now())
    return done(request, address(found, "result"), _("已记下，策划同类活动时会看到。"))


@require_POST
def lesson_drop(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """Take one back."""
    found = lesson_for(request.user, lesson_id)
    drop_lesson(lesson=found, by=require_somewhere(request.user, Can.CAMPAIGN), at=timezone.now())
    return done(request, address(found.campaign, "result"), _("已删除这条经验。"))


@require_POST
def spending(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """What it cost beside the prizes."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    user = require_somewhere(request.user, Can.CAMPAIGN)
    note_spending(campaign=found, spent=SpendingForm(request.POST).value(), by=user, at=timezone.now())
    return done(request, address(found, "result"), _("支出已保存。"))
