"""The rules that campaigns are held against, with their sources (P6)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import member, require_somewhere, rights_of
from accounts.roles import Can
from campaigns import queries
from campaigns.access import rule_for
from campaigns.forms import NewRuleForm, RuleForm
from campaigns.models import RuleGroup
from campaigns.services import add_rule, save_rule
from core.errors import UserError
from core.http import done


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """All rules; what contradicts each other side by side."""
    user = member(request)
    topics = queries.rules_by_topic()
    context = {
        "outside": [(topic, rows) for topic, rows in topics if rows[0].group != RuleGroup.HOUSE],
        "house": [row for _topic, rows in topics for row in rows if row.group == RuleGroup.HOUSE],
        "may_run": rights_of(user).may_somewhere(Can.CAMPAIGN),
    }
    return render(request, "campaigns/rules/list.html", context)


@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Change one rule."""
    user = require_somewhere(request.user, Can.CAMPAIGN)
    found = rule_for(user, rule_id)
    form = RuleForm(request.POST or None, rule=found)
    if form.is_valid():
        try:
            save_rule(rule=found, values=form.values(), by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, reverse("campaigns:rules"), _("规则已保存，待开始的活动已按它重新判断。"))
    context = {"form": form, "rule": found}
    return render(request, "campaigns/rules/form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def rule_new(request: HttpRequest) -> HttpResponse:
    """Another source on a topic."""
    user = require_somewhere(request.user, Can.CAMPAIGN)
    known = [(topic, rows[0].sentence) for topic, rows in queries.rules_by_topic() if rows[0].group != RuleGroup.HOUSE]
    form = NewRuleForm(request.POST or None, topics=known)
    if form.is_valid():
        try:
            group, topic = RuleGroup(form.cleaned_data["group"]), form.cleaned_data["topic"]
            add_rule(topic=topic, group=group, values=form.values(), by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, reverse("campaigns:rules"), _("规则已保存，待开始的活动已按它重新判断。"))
    context = {"form": form}
    return render(request, "campaigns/rules/form.html", context, status=422 if form.is_bound else 200)
