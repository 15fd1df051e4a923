"""The whole matrix over a span of days (I1)."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.access import rights_of
from accounts.models import AccountKind
from accounts.roles import Can
from core.dates import local_day
from core.exports import table_download
from core.rate_limits import limited
from reports.access import matrix_for
from reports.forms import SpanForm
from reports.queries import insight, matrix
from reports.views.charts import CHART_WORDS

OVERVIEW_COLUMNS = {
    "account": gettext_lazy("账号"),
    "posts": gettext_lazy("发布"),
    "interactions": gettext_lazy("互动量"),
    "followers": gettext_lazy("粉丝"),
    "followers_growth": gettext_lazy("粉丝净增"),
    "threads": gettext_lazy("收到留言"),
    "answered": gettext_lazy("已回复"),
    "failed": gettext_lazy("失败"),
    "missed": gettext_lazy("错过"),
}


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The whole matrix: numbers against their base, day by day, groups, accounts, categories and elements."""
    asked, today = matrix_for(request), local_day(timezone.now())
    span = SpanForm(request.GET).span(today=today)
    crises = rights_of(request.user).may(Can.REPORT)
    page = insight.insight(asked, first=span.first, last=span.last, today=today, crises=crises)
    lines = matrix.account_lines(asked.accounts, first=span.first, last=span.last)
    categories = {"categories": matrix.category_bars(page.parts[0].lines), "words": CHART_WORDS}
    context: dict[str, Any] = {
        "asked": asked, "span": span, "page": page, "lines": lines[: matrix.SHOWN], "number": len(lines),
        "groups": matrix.group_lines(lines), "chart": insight.chart_of(page), "categories": categories,
        "kinds": AccountKind.choices, "parts_since": insight.parts_since(asked, span.first, span.last),
    }  # fmt: skip
    return render(request, "reports/overview.html", context)


@require_GET
@limited("export")
def overview_table(request: HttpRequest, ending: str) -> StreamingHttpResponse | FileResponse:
    """Every account of the overview as a file."""
    asked = matrix_for(request)
    span = SpanForm(request.GET).span(today=local_day(timezone.now()))
    header = [str(title) for title in OVERVIEW_COLUMNS.values()]
    lines = matrix.account_lines(asked.accounts, first=span.first, last=span.last)
    rows = ([getattr(line, name) for name in OVERVIEW_COLUMNS] for line in lines)
    return table_download(ending, f"overview-{span.first}-{span.last}", header, rows)
