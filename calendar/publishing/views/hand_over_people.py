"""What waits for people to publish by hand (K6), and who is named for which account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import account_for, member, people_who_may, require, require_somewhere, rights_of, scope
from accounts.roles import Can
from core.errors import UserError
from core.http import done, page_or_fragment
from publishing import queries, services
from publishing.access import slots_for
from publishing.forms.hand_over import DutyForm


@require_GET
def hand_overs(request: HttpRequest) -> HttpResponse:
    """What is to be published by hand now, what comes within a day, what was done lately."""
    user = member(request)
    slots = slots_for(user).filter(account__in=scope(request))
    waiting = queries.waiting_hand_overs(slots, at=timezone.now())
    context = {
        "waiting": waiting,
        "may_name": rights_of(user).may_somewhere(Can.SCHEDULE),
    }
    return page_or_fragment(request, "calendar/hand_overs.html", "calendar/_hand_overs.html", context)


@require_GET
def hand_over_duties(request: HttpRequest) -> HttpResponse:
    """Who publishes by hand for each account."""
    require_somewhere(request.user, Can.SCHEDULE)
    lines = queries.duties_of(scope(request, can=Can.SCHEDULE))
    return render(request, "calendar/hand_over_duties.html", {"lines": lines})


@require_http_methods(["GET", "POST"])
def hand_over_duty(request: HttpRequest, account_id: int) -> HttpResponse:
    """Name the person and the one who steps in."""
    account = account_for(request.user, account_id, to=Can.SCHEDULE)
    user, duty = require(request.user, Can.SCHEDULE, account.pk), queries.duty_of(account)
    form = DutyForm(request.POST or None, people=people_who_may(Can.SCHEDULE, account), duty=duty)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_duty(account=account, by=user, at=timezone.now(), **form.named())
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, reverse("calendar:hand_over_duties"), _("已保存，下一次提醒起生效。"))
    context = {"account": account, "form": form}
    return render(request, "calendar/hand_over_duty.html", context, status=422 if form.errors else 200)
