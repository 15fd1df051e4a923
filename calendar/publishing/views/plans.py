"""Slot plans and policies (K1, K2)."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import account_for, member, require, rights_of, scope
from accounts.models import WeiboAccount
from accounts.roles import Can
from core.errors import NotFound, UserError
from core.http import done, int_param, safe_next
from core.paging import key_page
from publishing import queries, services
from publishing.forms import PolicyForm, TimesForm
from publishing.forms.time_moves import read_moves, written_move


@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    """Every account with its weekly times and policy."""
    member(request)
    page = key_page(queries.plans_of(scope(request)), before=int_param(request, "before"))
    rights = rights_of(request.user)
    context = {
        "page": page,
        "may_schedule": rights.may_somewhere(Can.SCHEDULE),
        "may_plan_all": rights.may(Can.SCHEDULE),
    }
    return render(request, "calendar/plans.html", context)


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, account_id: int) -> HttpResponse:
    """The weekly times and the policy of one account."""
    account = account_for(request.user, account_id, to=Can.SCHEDULE)
    user, at = require(request.user, Can.SCHEDULE, account_id), timezone.now()
    which = request.POST.get("which", "")
    times = TimesForm(request.POST if which == "times" else None, initial=queries.times_text(account))
    policy = PolicyForm(request.POST if which == "policy" else None, initial=queries.policy_values(account))
    try:
        if times.is_bound and times.is_valid():
            services.set_slot_times(account=account, times=times.times(), by=user, at=at)
            return done(request, reverse("calendar:plan", args=[account_id]), _("已保存每周时段。"))
        if policy.is_bound and policy.is_valid():
            services.set_policy(account=account, numbers=policy.numbers(), by=user, at=at)
            return done(request, reverse("calendar:plan", args=[account_id]), _("已保存频次规则。"))
    except UserError as error:
        policy.add_error(error.field if error.field in policy.fields else None, str(error))
    context = {"account": account, "times": times, "policy": policy, **queries.presets()}
    context["resends"] = queries.resends_by_itself(account)
    return render(request, "calendar/plan.html", context, status=422 if which else 200)


@require_POST
def apply_preset(request: HttpRequest, account_id: int) -> HttpResponse:
    """Take over a slot plan or a policy of the document."""
    account = account_for(request.user, account_id, to=Can.SCHEDULE)
    user, at = require(request.user, Can.SCHEDULE, account_id), timezone.now()
    _apply(account, request.POST, by=user, at=at)
    return done(request, reverse("calendar:plan", args=[account_id]), _("已套用预设。"))


@require_POST
def plan_move(request: HttpRequest, account_id: int) -> HttpResponse:
    """I4: some weekly times go to better hours; the same address with the moves turned round takes it back."""
    account = account_for(request.user, account_id, to=Can.SCHEDULE)
    user = require(request.user, Can.SCHEDULE, account_id)
    moves = read_moves(request.POST.getlist("move") or request.GET.getlist("move"))
    services.move_slot_times(account=account, moves=moves, by=user, at=timezone.now())
    own, back = reverse("calendar:plan", args=[account_id]), safe_next(request, "")
    if request.GET.get("undo"):
        return done(request, back or own, _("已撤销，每周时段恢复原样。"))
    query = [("undo", "1"), *([("next", back)] if back else [])]
    query += [("move", written_move((day, to, was))) for day, was, to in moves]
    undo = reverse("calendar:plan_move", args=[account_id]) + "?" + urlencode(query)
    said = _("已移动 %(n)d 个每周时段；已经排好的微博不变。") % {"n": len(moves)}
    return done(request, back or own, said, undo_url=undo)


def _apply(account: WeiboAccount, values: Any, **who: Any) -> None:
    slot_preset, policy_preset = queries.preset_of(values.get("slots", ""), values.get("policy", ""))
    if slot_preset is not None:
        services.apply_slot_preset(account, preset=slot_preset, **who)
    elif policy_preset is not None:
        services.apply_policy_preset(account, preset=policy_preset, **who)
    else:
        raise NotFound(_("没有找到这个预设。"))
