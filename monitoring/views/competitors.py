"""Competitors beside us (M6)."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import rights_of
from accounts.roles import Can
from core.errors import UserError
from core.exports import csv_download
from core.http import done, int_param
from core.rate_limits import limited
from monitoring.access import competitor_for, listener
from monitoring.forms.competitors import CompetitorForm
from monitoring.queries import competitors as queries
from monitoring.services.competitors import add_competitor, remove_competitor
from monitoring.services.streaming import streaming_account


def _days(request: HttpRequest) -> int:
    asked = int_param(request, "days")
    return asked if asked in queries.PERIODS else queries.PERIODS[1]


@require_http_methods(["GET", "POST"])
def competitors(request: HttpRequest) -> HttpResponse:
    """Their accounts beside ours, with the form for one more."""
    user, now = listener(request), timezone.now()
    form = CompetitorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_competitor(**form.cleaned_data, by=user, at=now)
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, reverse("monitoring:competitors"), _("已加入对照：%(name)s") % {"name": added.name})
    found = queries.beside(days=_days(request), now=now)
    context = {
        "form": form, "found": found, "periods": queries.PERIODS, "can_read": streaming_account() is not None,
        "day_chart": queries.by_day(found), "hour_chart": queries.by_hour(found), "best": queries.best_posts(found),
        "may_write": rights_of(user).may_somewhere(Can.WRITE),
    }  # fmt: skip
    return render(request, "monitoring/competitors.html", context, status=422 if form.errors else 200)


@require_GET
@limited("export")
def competitors_export(request: HttpRequest) -> StreamingHttpResponse:
    """The table as CSV."""
    listener(request)
    found = queries.beside(days=_days(request), now=timezone.now())
    return csv_download(_("竞品对照 近 %(n)d 天") % {"n": found.days}, queries.header(), queries.cells(found))


@require_POST
def competitor_remove(request: HttpRequest, competitor_id: int) -> HttpResponse:
    """Look at one no more."""
    found, user = competitor_for(request, competitor_id), listener(request)
    remove_competitor(competitor=found, by=user, at=timezone.now())
    sentence = _("已移出对照：%(name)s。已读到的内容保留。") % {"name": found.name}
    return done(request, reverse("monitoring:competitors"), sentence)
