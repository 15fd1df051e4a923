"""Rules of the inbox: list, one rule with its trial, order (E1)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import accounts_for
from accounts.roles import Can
from core.errors import UserError
from core.http import done
from engagement.access import inbox_lead, rule_for
from engagement.forms.rules import RuleForm
from engagement.models import InboxRule
from engagement.queries.inbox import threads_of
from engagement.queries.rules import Draft, rule_rows, touched_by, try_move, try_removal, try_rule
from engagement.services.rules import move_rule, remove_rule, save_rule


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """All of them in their order, with what each did lately."""
    inbox_lead(request)
    return render(request, "engagement/rules.html", {"rows": rule_rows(timezone.now())})


@require_http_methods(["GET", "POST"])
def rule_new(request: HttpRequest) -> HttpResponse:
    """A new one."""
    return _page(request, None)


@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    """One of them: change it, see what it did."""
    return _page(request, rule_for(request, rule_id))


@require_POST
def rule_move(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Earlier or later; what that changes for messages is shown before, when it changes anything."""
    found, user = rule_for(request, rule_id), inbox_lead(request)
    up, now = request.POST.get("to") == "up", timezone.now()
    if not request.POST.get("sure"):
        trial = try_move(found, threads_of(accounts_for(user, Can.REPLY), user), up=up, now=now)
        if trial.otherwise:
            context = {"rule": found, "trial": trial, "to": "up" if up else "down"}
            return render(request, "engagement/rule_move.html", context)
    move_rule(rule=found, up=up, by=user, at=now)
    return done(request, reverse("engagement:rules"), _("顺序已改。"))


@require_POST
def rule_remove(request: HttpRequest, rule_id: int) -> HttpResponse:
    """What it did stays; what would go otherwise without it is shown before."""
    found, user = rule_for(request, rule_id), inbox_lead(request)
    now = timezone.now()
    if not request.POST.get("sure"):
        trial = try_removal(found, threads_of(accounts_for(user, Can.REPLY), user), now=now)
        return render(request, "engagement/rule_remove.html", {"rule": found, "trial": trial})
    remove_rule(rule=found, by=user, at=now)
    return done(request, reverse("engagement:rules"), _("已删除规则“%(name)s”。") % {"name": found.name})


def _page(request: HttpRequest, found: InboxRule | None) -> HttpResponse:
    user, now = inbox_lead(request), timezone.now()
    form = RuleForm(request.POST if request.method == "POST" else None, by=user, rule=found)
    context: dict[str, Any] = {"form": form, "rule": found, "touches": touched_by(found) if found else []}
    if request.method == "POST" and form.is_valid():
        if request.POST.get("try"):
            draft = Draft(found, form.values(), form.cleaned_data["active"])
            context["trial"] = try_rule(draft, threads_of(accounts_for(user, Can.REPLY), user), now=now)
            return render(request, "engagement/rule.html", context)
        typed = {"name": form.cleaned_data["name"], "active": form.cleaned_data["active"]}
        try:
            save_rule(rule=found, values=form.values(), by=user, at=now, **typed)
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return done(request, reverse("engagement:rules"), _("规则已保存，对新收到的留言生效。"))
    return render(request, "engagement/rule.html", context, status=422 if form.errors else 200)
