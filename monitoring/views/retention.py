"""For how long what was heard is kept: what would go is counted before anything does (M2)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.http import done
from monitoring import services
from monitoring.access import keeper
from monitoring.forms import RetentionForm
from monitoring.queries import retention as queries
from monitoring.services.retention import oldest_kept


@require_http_methods(["GET", "POST"])
def retention(request: HttpRequest) -> HttpResponse:
    """The rule, the months that stand, and the preview of another rule. Confirming is a second step."""
    user, now, rule = keeper(request), timezone.now(), queries.rule()
    form = RetentionForm(request.POST or None, initial={"months": rule.months})
    preview = None
    if request.method == "POST" and form.is_valid():
        term = form.cleaned_data["months"]
        if term is None or "confirm" in request.POST:
            services.set_retention(months=term, by=user, at=now)
            said = _("期限已保存，今晚起按月清理。") if term else _("已改为永久保留。")
            return done(request, reverse("monitoring:retention"), said)
        preview = queries.preview(term, oldest_kept(term, now))
    term = preview.months if preview else rule.months
    context = {
        "form": form,
        "rule": rule,
        "preview": preview,
        "months": queries.months(oldest_kept(term, now) if term else None),
    }
    return render(request, "monitoring/retention.html", context, status=422 if form.errors else 200)
