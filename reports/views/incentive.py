"""The incentive plan (A10)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import require, rights_of
from accounts.roles import Can
from core.dates import local_day, month_of
from core.errors import UserError
from core.http import done
from reports import queries, services
from reports.access import incentive_plan_for, report_reader
from reports.forms import IncentiveForm

PRESET_WEIGHTS = {"follower_growth": 20, "posts": 15, "reposts": 15, "comments": 15, "response_time": 15, "quality": 20}


@require_GET
def incentive(request: HttpRequest) -> HttpResponse:
    """A10: the incentive plan that holds, those to come, those before."""
    user, today = report_reader(request.user), local_day(timezone.now())
    context = {
        "plans": queries.incentive_plans(),
        "current": queries.incentive_plan_on(today),
        "today": today,
        "may_change": rights_of(user).may(Can.MANAGE_PEOPLE),
        "may_sign": rights_of(user).may(Can.SIGN_OFF),
        "this_month": month_of(today),
    }
    return render(request, "reports/incentive.html", context)


@require_http_methods(["GET", "POST"])
def incentive_new(request: HttpRequest) -> HttpResponse:
    """A new version, starting from the numbers of the present one."""
    user, now = require(request.user, Can.MANAGE_PEOPLE), timezone.now()
    form = IncentiveForm(request.POST or None, initial=queries.incentive_start(local_day(now), PRESET_WEIGHTS))
    if request.method == "POST" and form.is_valid():
        try:
            plan = services.add_incentive_plan(plan=form.values(), by=user, at=now)
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, reverse("reports:incentive"), _("方案已保存，从 %s 起生效。") % plan.valid_from)
    return render(request, "reports/incentive_form.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def incentive_withdraw(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Take back a version that has not begun."""
    plan = incentive_plan_for(request.user, plan_id)
    services.withdraw_incentive_plan(plan=plan, by=require(request.user, Can.MANAGE_PEOPLE), at=timezone.now())
    return done(request, reverse("reports:incentive"), _("已撤回这一版方案。"))
