"""How review goes: steps, risks, rules and deputies, with an example of who would decide (K5); averages (C7)."""

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import accounts_for, require, require_somewhere, rights_of, scope
from accounts.models import User
from accounts.roles import Can
from content import services
from content.access import deputy_for, risk_for, step_for
from content.forms.reviews import DeputyForm, ReviewRulesForm, RiskForm, StepForm
from content.models import Principle, ReviewStep, RiskRule
from content.queries import review_settings as queries
from content.queries.review_flow import review_rules as rules_now
from content.queries.reviews import score_averages
from core.dates import local_day
from core.errors import UserError
from core.http import done, int_param, text_param

PERIODS = (30, 90, 365)


def review_steps(request: HttpRequest) -> HttpResponse:
    """Steps with who would decide for the example in the address; risks, rules, and who stands in for whom."""
    user, now = require_somewhere(request.user, Can.REVIEW), timezone.now()
    roles = queries.role_pairs()
    day = local_day(now)
    context = {
        "steps": [(row, StepForm(instance=row, roles=roles, prefix=f"s{row.pk}")) for row in queries.step_rows()],
        "risks": [(row, RiskForm(instance=row, prefix=f"r{row.pk}")) for row in queries.risk_rows()],
        "new_step": StepForm(roles=roles, prefix="s0", initial={"position": 3}),
        "new_risk": RiskForm(prefix="r0", initial={"is_active": True}),
        "rules": ReviewRulesForm(instance=rules_now()),
        "deputy": DeputyForm(initial={"absent": user.pk, "starts_on": day, "ends_on": day}),
        "deputies": queries.deputies_ahead(day),
        "may_set": rights_of(user).may(Can.MANAGE_SETTINGS),
        "problems": queries.problems(list(accounts_for(user, Can.REVIEW).exclude(state="retired")[:500]), at=now),
        **_example(request, user, now),
    }
    return render(request, "content/review_steps.html", context)


def _example(request: HttpRequest, user: User, now: dt.datetime) -> dict[str, Any]:
    accounts = list(accounts_for(user, Can.REVIEW).exclude(state="retired").order_by("nickname")[:200])
    wanted, text = int_param(request, "try"), text_param(request, "text", limit=500)
    account = next((row for row in accounts if row.pk == wanted), accounts[0] if accounts else None)
    shown = queries.example(account, None, text, user, at=now) if account else []
    return {"accounts": accounts, "try_account": account, "try_text": text, "example": shown}


@require_POST
def step_set(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a step; 0 adds one."""
    user = require(request.user, Can.MANAGE_SETTINGS)
    row = step_for(user, pk) if pk else None
    form = StepForm(request.POST, instance=row or ReviewStep(), roles=queries.role_pairs(), prefix=f"s{pk}")
    _refuse_invalid(form)
    services.set_step(step=step_for(user, pk) if pk else None, fields=form.values(), by=user, at=timezone.now())
    return done(request, reverse("content:review_steps"), _("已保存审核步骤。"))


@require_POST
def risk_set(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a risk; 0 adds one."""
    user = require(request.user, Can.MANAGE_SETTINGS)
    row = risk_for(user, pk) if pk else None
    form = RiskForm(request.POST, instance=row or RiskRule(), prefix=f"r{pk}")
    _refuse_invalid(form)
    fields = dict(form.cleaned_data)
    services.set_risk(risk=risk_for(user, pk) if pk else None, fields=fields, by=user, at=timezone.now())
    return done(request, reverse("content:review_steps") + "#risks", _("已保存风险规则。"))


@require_POST
def rules_set(request: HttpRequest) -> HttpResponse:
    """Where a new version begins, how long approvals are valid, when people work."""
    user = require(request.user, Can.MANAGE_SETTINGS)
    form = ReviewRulesForm(request.POST)
    _refuse_invalid(form)
    services.set_review_rules(fields=dict(form.cleaned_data), by=user, at=timezone.now())
    return done(request, reverse("content:review_steps") + "#rules", _("已保存。"))


@require_POST
def deputy_set(request: HttpRequest) -> HttpResponse:
    """Somebody stands in for a reviewer who is away."""
    user = require_somewhere(request.user, Can.REVIEW)
    form = DeputyForm(request.POST)
    _refuse_invalid(form)
    services.set_deputy(wanted=services.DeputyInput(**form.cleaned_data), by=user, at=timezone.now())
    return done(request, reverse("content:review_steps") + "#deputies", _("已安排代理。"))


@require_POST
def deputy_end(request: HttpRequest, pk: int) -> HttpResponse:
    """He is back."""
    user = require_somewhere(request.user, Can.REVIEW)
    services.end_deputy(deputy=deputy_for(user, pk), by=user, at=timezone.now())
    return done(request, reverse("content:review_steps") + "#deputies", _("代理已结束。"))


def _refuse_invalid(form: "forms.BaseForm") -> None:
    """The first error as a sentence that names its field."""
    if form.is_valid():
        return
    name, errors = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    raise UserError(_("%(label)s：%(error)s") % {"label": label, "error": errors[0]}, field=name)


def review_scores(request: HttpRequest) -> HttpResponse:
    """Mean scores and principles by author and category."""
    require_somewhere(request.user, Can.REVIEW)
    days = int_param(request, "days")
    days = days if days in PERIODS else PERIODS[1]
    accounts, since = scope(request, can=Can.REVIEW), timezone.now() - dt.timedelta(days=days)
    tables = [
        (_("按作者"), score_averages(accounts, since=since, by="author")),
        (_("按分类"), score_averages(accounts, since=since, by="category")),
    ]
    context = {"tables": tables, "days": days, "periods": PERIODS, "principles": Principle.labels}
    return render(request, "content/review_scores.html", context)
