"""Quota plans and the week's balance (C1)."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import account_for, member, require, rights_of, scope
from accounts.models import User, WeiboAccount
from accounts.roles import Can
from content import services
from content.forms import QuotaForm
from content.queries import balances, preset_plan
from content.queries.quotas import plan_categories, plan_values, preset_values, quota_presets
from content.queries.quotas import quota_preset as preset_of
from core.dates import Week, local_day, week_of
from core.errors import UserError
from core.http import done, int_param
from core.paging import key_page


def quotas(request: HttpRequest) -> HttpResponse:
    """Every account's week against its plan, the unallocated share shown."""
    user = member(request)
    week = _week(request)
    page = key_page(scope(request), before=int_param(request, "before"), after=int_param(request, "after"), size=20)
    context = {
        "page": page,
        "week": week,
        "this_week": week_of(local_day(timezone.now())),
        "balances": balances(page.rows, week),
        "preset": preset_plan(),
        "may_set_preset": rights_of(user).may(Can.SCHEDULE),
    }
    return render(request, "content/quotas.html", context)


def _week(request: HttpRequest) -> Week:
    """The week of `?week=YYYY-MM-DD`, else this week."""
    try:
        return week_of(dt.date.fromisoformat(request.GET.get("week", "")))
    except (ValueError, OverflowError):
        return week_of(local_day(timezone.now()))


@require_http_methods(["GET", "POST"])
def quota_edit(request: HttpRequest, account_id: int) -> HttpResponse:
    """One account's plan."""
    user = member(request)
    return _edit(request, user, account_for(user, account_id, to=Can.SCHEDULE))


@require_http_methods(["GET", "POST"])
def quota_preset(request: HttpRequest) -> HttpResponse:
    """The plan of all accounts without one of their own."""
    return _edit(request, require(request.user, Can.SCHEDULE), None)


def _edit(request: HttpRequest, user: User, account: WeiboAccount | None) -> HttpResponse:
    chosen = preset_of(int_param(request, "preset")) if rights_of(user).may(Can.SCHEDULE) else None
    categories = plan_categories(chosen)
    initial = preset_values(chosen, categories) if chosen else plan_values(account)
    form = QuotaForm(request.POST or None, categories=categories, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_quota_plan(account=account, quota=form.quota(), by=user, at=timezone.now())
            return done(request, reverse("content:quotas"), _("配额已保存。"))
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    presets = quota_presets() if rights_of(user).may(Can.SCHEDULE) else []
    context = {"form": form, "account": account, "presets": presets, "chosen": chosen}
    return render(request, "content/quota_edit.html", context, status=422 if form.is_bound else 200)


@require_POST
def quota_clear(request: HttpRequest, account_id: int) -> HttpResponse:
    """Back to the preset."""
    user = member(request)
    account = account_for(user, account_id, to=Can.SCHEDULE)
    services.clear_quota_plan(account=account, by=user, at=timezone.now())
    return done(request, reverse("content:quotas"), _("已改用默认配额。"))
