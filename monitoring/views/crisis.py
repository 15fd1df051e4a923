"""How crises are met: levels, escalation, playbooks, holding statements (M5)."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import rights_of
from accounts.roles import Can
from core.errors import UserError
from core.http import done
from monitoring import services
from monitoring.access import crisis_ruler, escalation_for, holding_for, level_rule_for, listener, playbook_for
from monitoring.forms import EscalationForm, HoldingForm, LevelRuleForm, PlaybookForm
from monitoring.models import HoldingStatement, LevelRule, Playbook
from monitoring.queries import crisis as queries
from monitoring.queries.escalation_trials import trials_of
from monitoring.services.case_clocks import people_with


def _level_form(rule: LevelRule, data: QueryDict | None = None) -> LevelRuleForm:
    """The page holds one for each level, so their ids differ."""
    return LevelRuleForm(data, instance=rule, auto_id=f"level-{rule.level}-%s")


def _page(request: HttpRequest, *, status: int = 200, **more: object) -> HttpResponse:
    context = {
        **queries.rules_page(),
        "forms": [_level_form(rule) for rule in queries.level_rules()],
        "escalation": EscalationForm(auto_id="escalation-%s"),
        "may_change": rights_of(request.user).may(Can.FREEZE),
        **more,
    }
    return render(request, "monitoring/crisis.html", context, status=status)


@require_GET
def crisis_rules(request: HttpRequest) -> HttpResponse:
    """All of it on one page."""
    listener(request)
    return _page(request)


@require_POST
def crisis_level(request: HttpRequest, level: int) -> HttpResponse:
    """One level."""
    user = crisis_ruler(request)
    form = _level_form(level_rule_for(level), request.POST)
    if not form.is_valid():
        forms = [form if one.level == level else _level_form(one) for one in queries.level_rules()]
        return _page(request, status=422, forms=forms)
    services.set_level_rule(level=level, values=form.values, by=user, at=timezone.now())
    return done(request, reverse("monitoring:crisis_rules"), _("等级规则已保存，对之后立案的案件生效。"))


@require_POST
def escalation_new(request: HttpRequest) -> HttpResponse:
    """A step of escalation more; with `try` only shown on past cases."""
    user = crisis_ruler(request)
    form = EscalationForm(request.POST, auto_id="escalation-%s")
    if form.is_valid() and "try" in request.POST:
        return _page(request, escalation=form, trial=_tried(form))
    if form.is_valid():
        try:
            step = form.save(commit=False)
            services.set_escalation(step=step, people=form.cleaned_data["people"], by=user, at=timezone.now())
            return done(request, reverse("monitoring:crisis_rules") + "#escalation", _("已添加。"))
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    return _page(request, status=422, escalation=form)


def _tried(form: EscalationForm) -> dict[str, object]:
    """What a step would have done, and how many it would reach now."""
    step, given, now = form.save(commit=False), form.cleaned_data, timezone.now()
    told = len(people_with(given["roles"], given["people"], now))
    return {"trials": trials_of(step, now=now), "told": told}


@require_POST
def escalation_drop(request: HttpRequest, step_id: int) -> HttpResponse:
    """A step of escalation less."""
    user = crisis_ruler(request)
    services.drop_escalation(step=escalation_for(step_id), by=user, at=timezone.now())
    return done(request, reverse("monitoring:crisis_rules") + "#escalation", _("已删除。"))


@require_http_methods(["GET", "POST"])
def playbook_new(request: HttpRequest) -> HttpResponse:
    """A new playbook."""
    return _playbook(request, None)


@require_http_methods(["GET", "POST"])
def playbook(request: HttpRequest, playbook_id: int) -> HttpResponse:
    """A playbook with its versions."""
    return _playbook(request, playbook_for(request, playbook_id))


def _playbook(request: HttpRequest, found: Playbook | None) -> HttpResponse:
    user = listener(request) if request.method == "GET" else crisis_ruler(request)
    form = PlaybookForm(request.POST or None, initial=queries.playbook_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            services.save_playbook(playbook=found, values=form.values, by=user, at=timezone.now())
            return done(request, reverse("monitoring:crisis_rules") + "#playbooks", _("预案已保存。"))
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    versions = queries.versions_of(found) if found else []
    context = {"form": form, "playbook": found, "versions": versions, "may_change": rights_of(user).may(Can.FREEZE)}
    return render(request, "monitoring/playbook.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def holding_new(request: HttpRequest) -> HttpResponse:
    """A new holding statement."""
    return _holding(request, None)


@require_http_methods(["GET", "POST"])
def holding(request: HttpRequest, holding_id: int) -> HttpResponse:
    """A holding statement."""
    return _holding(request, holding_for(request, holding_id))


def _holding(request: HttpRequest, found: HoldingStatement | None) -> HttpResponse:
    user = listener(request) if request.method == "GET" else crisis_ruler(request)
    form = HoldingForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        services.save_holding(holding=form.save(commit=False), by=user, at=timezone.now())
        return done(request, reverse("monitoring:crisis_rules") + "#statements", _("声明稿已保存。"))
    context = {"form": form, "holding": found, "may_change": rights_of(user).may(Can.FREEZE)}
    return render(request, "monitoring/holding.html", context, status=422 if form.errors else 200)
