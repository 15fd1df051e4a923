"""Alerts: the list, one of them, who takes it, what it was, and the rule behind it (M4)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import UserError
from core.http import done, int_param, safe_next
from core.paging import key_page
from monitoring.access import alert_for, listener, set_for
from monitoring.forms import AlertRuleForm
from monitoring.models import AlertState, KeywordSet
from monitoring.queries import alerts as queries
from monitoring.queries.alert_sentences import sentence_of
from monitoring.queries.alerting import rule_of
from monitoring.queries.rule_proposals import dismissed_of
from monitoring.services import save_rule, settle_alert, take_alert
from monitoring.views.replays import tried_before

VERBS = {"confirm": AlertState.CONFIRMED, "dismiss": AlertState.DISMISSED}


@require_GET
def alerts(request: HttpRequest) -> HttpResponse:
    """All alerts, the open ones first, and how right each set was."""
    listener(request)
    state, set_id = request.GET.get("state", AlertState.OPEN), request.GET.get("set", "")
    rows = queries.alerts_shown(state, set_id)
    context = {
        "page": key_page(rows, before=int_param(request, "before"), after=int_param(request, "after"), size=20),
        "state": state,
        "set_id": set_id,
        "states": AlertState.choices,
        "sets": queries.set_choices(),
        "judgements": queries.judgements(timezone.now()),
    }
    return render(request, "monitoring/alerts.html", context)


@require_GET
def alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    """One alert: why, who, what was said, and what became of it."""
    found, now = alert_for(request, alert_id), timezone.now()
    context = {
        "alert": found,
        "sentence": sentence_of(found),
        "hits": queries.leading_hits(found),
        "news": list(found.news.all()),
        "chart": queries.chart_of(found, now=now),
        "judgements": queries.judgements(now, found.keyword_set),
        "rule": rule_of(found.keyword_set),
    }
    return render(request, "monitoring/alert.html", context)


@require_POST
def alert_take(request: HttpRequest, alert_id: int) -> HttpResponse:
    """I mind it; nobody else is called."""
    found, user = alert_for(request, alert_id), listener(request)
    take_alert(alert=found, by=user, at=timezone.now())
    return done(request, safe_next(request, reverse("monitoring:alert", args=[found.pk])), _("预警由您接手。"))


@require_POST
def settle(request: HttpRequest, alert_id: int, verb: str) -> HttpResponse:
    """Confirm or dismiss an alert."""
    found, user = alert_for(request, alert_id), listener(request)
    reason = request.POST.get("reason", "").strip()
    settle_alert(alert=found, state=VERBS[verb], by=user, at=timezone.now(), reason=reason)
    sentence = _("预警已确认。") if verb == "confirm" else _("预警已忽略。")
    return done(request, safe_next(request, reverse("monitoring:home")), sentence)


@require_http_methods(["GET", "POST"])
def alert_rule(request: HttpRequest, set_id: int) -> HttpResponse:
    """How a set is watched and whom it tells."""
    found = set_for(request, set_id)
    form = AlertRuleForm(request.POST or None, rule=rule_of(found))
    context = {"form": form, "set": found, **_judged(found)}
    if request.method == "POST" and form.is_valid():
        context |= tried_before(request, found, form.figures())
        if "job" not in context:
            return _saved(request, found, form)
    return render(request, "monitoring/alert_rule.html", context, status=422 if form.errors else 200)


def _judged(found: KeywordSet) -> dict[str, Any]:
    now = timezone.now()
    return {"judgements": queries.judgements(now, found), "dismissed": dismissed_of(found, now)}


def _saved(request: HttpRequest, found: KeywordSet, form: AlertRuleForm) -> HttpResponse:
    try:
        save_rule(keyword_set=found, draft=form.draft(), by=listener(request), at=timezone.now())
    except UserError as error:
        form.add_error(error.field or None, str(error))
        context = {"form": form, "set": found, **_judged(found)}
        return render(request, "monitoring/alert_rule.html", context, status=422)
    return done(request, reverse("monitoring:alert_rule", args=[found.pk]), _("预警规则已保存，下次巡查起生效。"))
