"""The pages of one account, category, element, campaign or person."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import rights_of
from accounts.models import AccountKind
from accounts.roles import Can
from core.dates import local_day
from core.exports import table_download
from core.rate_limits import limited
from reports.access import insight_for
from reports.forms import SpanForm
from reports.queries import insight as queries
from reports.queries.subjects import Kind


def _page(request: HttpRequest, kind: Kind, key: int) -> dict[str, Any]:
    asked = insight_for(request, kind, key)
    today = local_day(timezone.now())
    span = SpanForm(request.GET).span(today=today)
    whole = rights_of(request.user).may(Can.REPORT)
    page = queries.insight(asked, first=span.first, last=span.last, today=today, crises=whole)
    return {"asked": asked, "span": span, "page": page}


@require_GET
def insight(request: HttpRequest, kind: Kind, key: int) -> HttpResponse:
    """What changed against the own base, day by day, by parts, and the posts behind it."""
    context = _page(request, kind, key)
    context |= {"chart": queries.chart_of(context["page"]), "kinds": AccountKind.choices}
    return render(request, "reports/insight.html", context)


@require_GET
@limited("export")
def insight_table(request: HttpRequest, kind: Kind, key: int, ending: str) -> StreamingHttpResponse | FileResponse:
    """The days as a file."""
    context = _page(request, kind, key)
    span = context["span"]
    name = f"{kind}-{key}-{span.first}-{span.last}"
    return table_download(ending, name, queries.header(), queries.cells_of(context["page"]))
