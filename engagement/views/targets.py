"""Five a day (E2): the list of a day, ticking off with a proof, replacing, adding; the rule behind it."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import account_for, accounts_for, rights_of, scope
from accounts.models import User
from accounts.roles import Can
from core.dates import local_day
from core.errors import Sentence, UserError
from core.http import done, page_or_fragment
from engagement import services
from engagement.access import inbox_member, target_for
from engagement.forms.targets import TargetForm, TargetRuleForm
from engagement.models import Target
from engagement.queries import targets as queries


@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    """The people of today, or of `?day=`."""
    return _page(request)


@require_POST
def target_follow(request: HttpRequest, target_id: int) -> HttpResponse:
    """Followed."""
    found, user = _door(request, target_id)
    services.mark_followed(target=found, by=user, at=timezone.now())
    return _ticked(request, found, "followed", _("已记下：关注了。"))


@require_POST
def target_comment(request: HttpRequest, target_id: int) -> HttpResponse:
    """Commented on, with a proof; what was typed stays when it is none."""
    found, user = _door(request, target_id)
    proof = request.POST.get("proof", "")
    try:
        services.mark_commented(target=found, proof=proof, by=user, at=timezone.now())
    except UserError as error:
        if error.field != "proof":
            raise
        return _page(request, wrong=found.pk, step="proof", typed=proof, error=str(error), status=422)
    return _ticked(request, found, "commented", _("已记下：评论了。"))


@require_POST
def target_undo(request: HttpRequest, target_id: int, step: str) -> HttpResponse:
    """Not so after all: the undo of the toast, and a button."""
    found, user = _door(request, target_id)
    if step == "skipped":
        services.unskip_target(target=found, by=user, at=timezone.now())
    else:
        services.unmark_target(target=found, step=step, by=user, at=timezone.now())
    return done(request, _day_url(found), _("已撤销。"))


@require_POST
def target_skip(request: HttpRequest, target_id: int) -> HttpResponse:
    """Somebody else instead."""
    found, user = _door(request, target_id)
    reason = request.POST.get("reason", "")
    try:
        instead = services.skip_target(target=found, reason=reason, by=user, at=timezone.now())
    except UserError as error:
        if error.field != "reason":
            raise
        return _page(request, wrong=found.pk, step="reason", typed=reason, error=str(error), status=422)
    sentence = _("已换人。") if instead else _("已换人，今天没有别的候补了。")
    return _ticked(request, found, "skipped", sentence)


@require_POST
def target_add(request: HttpRequest) -> HttpResponse:
    """Somebody a colleague found himself; what was typed stays when it is refused."""
    user = inbox_member(request)
    form = TargetForm(request.POST, accounts=accounts_for(user, Can.REPLY))
    if form.is_valid():
        try:
            services.add_target(by=user, at=timezone.now(), **form.cleaned_data)
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return done(request, reverse("engagement:plan"), _("已加入今天的名单。"))
    return _page(request, form=form, status=422)


@require_http_methods(["GET", "POST"])
def target_rules(request: HttpRequest) -> HttpResponse:
    """How many a day, for all and for single accounts."""
    accounts = accounts_for(inbox_member(request), Can.SCHEDULE)
    usual = queries.target_rules().of(0)
    initial = {"per_day": usual.per_day, "on_rest_days": usual.on_rest_days}
    form = TargetRuleForm(request.POST or None, accounts=accounts, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.save_target_rule(by=inbox_member(request), at=timezone.now(), **form.cleaned_data)
        return done(request, reverse("engagement:target_rules"), _("已保存，从下一个名单起生效。"))
    rules = sorted(queries.target_rules().rows.values(), key=lambda rule: str(rule.account or ""))
    context = {"form": form, "rules": rules, "may_rule": accounts.exists()}
    return render(request, "engagement/target_rules.html", context, status=422 if form.errors else 200)


@require_POST
def target_rule_remove(request: HttpRequest, account_id: int) -> HttpResponse:
    """The general rule again."""
    account, user = account_for(request.user, account_id, to=Can.SCHEDULE), inbox_member(request)
    services.remove_target_rule(account=account, by=user, at=timezone.now())
    return done(request, reverse("engagement:target_rules"), _("已删除，按通用规则。"))


def _door(request: HttpRequest, target_id: int) -> tuple[Target, User]:
    return target_for(request.user, target_id), inbox_member(request)


def _ticked(request: HttpRequest, found: Target, step: str, sentence: Sentence) -> HttpResponse:
    undo = reverse("engagement:target_undo", args=[found.pk, step])
    return done(request, _day_url(found), sentence, undo_url=undo)


def _day_url(found: Target) -> str:
    return f"{reverse('engagement:plan')}?day={found.day:%Y-%m-%d}#target-{found.pk}"


def _asked_day(request: HttpRequest, today: dt.date) -> dt.date:
    try:
        asked = parse_date(request.GET.get("day", ""))
    except ValueError:
        asked = None
    return min(asked or today, today)


def _page(request: HttpRequest, *, form: TargetForm | None = None, status: int = 200, **wrong: Any) -> HttpResponse:
    user, now = inbox_member(request), timezone.now()
    accounts, today = scope(request, can=Can.REPLY), local_day(now)
    day = _asked_day(request, today)
    context = {
        "days": queries.account_days(day, accounts),
        "day": day,
        "today": today,
        "before": day - dt.timedelta(days=1),
        "after": day + dt.timedelta(days=1) if day < today else None,
        "weeks": queries.weeks_of_targets(accounts, now=now),
        "form": form or TargetForm(accounts=accounts),
        "may_rule": rights_of(user).may_somewhere(Can.SCHEDULE),
        **wrong,
    }
    return page_or_fragment(request, "engagement/plan.html", "engagement/_plan.html", context, status=status)
