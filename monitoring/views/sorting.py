"""Who is told of what, and what users suggest (M8)."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import UserError
from core.exports import csv_download
from core.http import done, int_param, page_or_fragment, safe_next, text_param
from core.rate_limits import limited
from monitoring.access import listener, mention_for, rule_for, suggestion_for
from monitoring.forms import RuleForm
from monitoring.queries import sense
from monitoring.queries import suggestions as queries
from monitoring.services import sorting as services
from monitoring.services import suggestions as collecting

EXPORT_ROWS = 10_000


@require_POST
def mention_suggestion(request: HttpRequest, mention_id: int) -> HttpResponse:
    """A mention goes on the list of suggestions in one click."""
    found, user = mention_for(request, mention_id), listener(request)
    _suggestion, made = collecting.collect_suggestion(mention=found, by=user, at=timezone.now())
    default = reverse("monitoring:mention", args=[found.pk])
    return done(request, safe_next(request, default), _("已收入建议清单。") if made else _("建议清单里已经有这一条。"))


@require_GET
def suggestions(request: HttpRequest) -> HttpResponse:
    """The list for those who make the product."""
    listener(request)
    state = text_param(request, "state")
    page = queries.suggestion_page(state, before=int_param(request, "before"), after=int_param(request, "after"))
    tabs = queries.state_tabs()
    context = {"page": page, "state": state, "tabs": tabs, "candidates": queries.candidates()}
    return page_or_fragment(request, "monitoring/suggestions.html", "monitoring/_suggestions.html", context)


@require_GET
@limited("export")
def suggestions_export(request: HttpRequest) -> StreamingHttpResponse:
    """The list as a CSV file."""
    listener(request)
    rows = queries.suggestions(text_param(request, "state"))[:EXPORT_ROWS]
    return csv_download(_("用户建议"), queries.export_header(), queries.export_rows(rows))


@require_POST
def suggestion(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """State and note of one suggestion."""
    found, user = suggestion_for(request, suggestion_id), listener(request)
    changed = collecting.change_suggestion(
        suggestion=found,
        state=request.POST.get("state", found.state),
        note=request.POST.get("note", "").strip(),
        expected=request.POST.get("expected", ""),
        by=user,
        at=timezone.now(),
    )
    sentence = _("已改为“%(state)s”。") % {"state": changed.get_state_display()}
    return done(request, safe_next(request, reverse("monitoring:suggestions")), sentence)


@require_POST
def suggestion_drop(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """Off the list; the mention stays."""
    found, user = suggestion_for(request, suggestion_id), listener(request)
    collecting.drop_suggestion(suggestion=found, by=user, at=timezone.now())
    return done(request, safe_next(request, reverse("monitoring:suggestions")), _("已移出清单，原内容保留。"))


@require_http_methods(["GET", "POST"])
def sorting(request: HttpRequest) -> HttpResponse:
    """The rules, and a form for one more."""
    user = listener(request)
    form = RuleForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            services.save_rule(draft=form.draft(), by=user, at=timezone.now())
            return done(request, reverse("monitoring:sorting"), _("规则已增加。"))
        except UserError as error:
            form.add_error(error.field or None, str(error))
    context = {"form": form, "rules": sense.sort_rules(), "role_names": sense.role_labels()}
    return render(request, "monitoring/sorting.html", context, status=422 if form.is_bound else 200)


@require_POST
def sorting_switch(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Stop a rule, or let it go on."""
    found, user = rule_for(request, rule_id), listener(request)
    services.switch_rule(rule=found, is_active=not found.is_active, by=user, at=timezone.now())
    return done(request, reverse("monitoring:sorting"), _("规则已停用。") if found.is_active else _("规则已启用。"))


@require_POST
def sorting_delete(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Forget a rule."""
    found, user = rule_for(request, rule_id), listener(request)
    services.delete_rule(rule=found, by=user, at=timezone.now())
    return done(request, reverse("monitoring:sorting"), _("规则已删除。"))
