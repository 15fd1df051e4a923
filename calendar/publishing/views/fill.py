"""K8: fill the week; a person accepts all of it or a part."""

import datetime as dt

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import require_somewhere, scope
from accounts.models import WeiboAccount
from accounts.roles import Can
from core.dates import Week, local_day
from core.http import done
from publishing import queries, services
from publishing.views.answers import with_scope
from publishing.views.calendar import read_week


def _week_to_fill(request: HttpRequest, accounts: QuerySet[WeiboAccount], at: dt.datetime) -> Week:
    """The week of `?date=`; without it the running week, or the next one when no empty place is left in it."""
    week = read_week(request, local_day(at))
    if "date" in request.GET or queries.openings(accounts.values_list("pk", flat=True), at, week.end):
        return week
    return week.next


@require_http_methods(["GET", "POST"])
def fill(request: HttpRequest) -> HttpResponse:
    """Proposals for the empty places of a week, each with its reason; the accepted ones are placed."""
    user, at = require_somewhere(request.user, Can.SCHEDULE), timezone.now()
    accounts = scope(request, can=Can.SCHEDULE)
    week = _week_to_fill(request, accounts, at)
    if request.method == "POST":
        wanted = set(request.POST.getlist("choice"))
        # What was proposed is worked out again: nothing from the form but the choice is believed.
        choices = [
            choice
            for choice in queries.propose_week(accounts, week, at=at).choices
            if queries.choice_key(choice) in wanted
        ]
        filled = services.accept_choices(choices=choices, by=user, at=at)
        url = with_scope(request, reverse("calendar:calendar"))
        joint = "&" if "?" in url else "?"
        sentence = _("已排期 %(n)d 条，%(gone)d 条没有排上。")
        values = {"n": len(filled.slots), "gone": len(wanted) - len(filled.slots)}
        return done(request, f"{url}{joint}date={week.monday}", sentence % values)
    context = {"week": week, "proposal": queries.proposal(accounts, week, at=at), "today": local_day(at)}
    return render(request, "calendar/fill.html", context)
