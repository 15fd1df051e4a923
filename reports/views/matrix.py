"""The whole matrix over a span of days (I1)."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.access import require_somewhere, scope
from accounts.roles import Can
from core.dates import local_day
from core.exports import csv_download
from core.rate_limits import limited
from reports import queries
from reports.forms import SpanForm
from reports.views.charts import CHART_WORDS

OVERVIEW_COLUMNS = {
    "nickname": gettext_lazy("账号"),
    "posts": gettext_lazy("发布"),
    "interactions": gettext_lazy("互动量"),
    "followers": gettext_lazy("粉丝"),
    "followers_growth": gettext_lazy("粉丝净增"),
    "threads": gettext_lazy("收到留言"),
    "answered": gettext_lazy("已回复"),
    "failed": gettext_lazy("失败"),
    "missed": gettext_lazy("错过"),
}


def overview(request: HttpRequest) -> HttpResponse:
    """The whole matrix over a span of days."""
    require_somewhere(request.user, Can.REPORT)
    span = SpanForm(request.GET).span(today=local_day(timezone.now()))
    found = queries.overview(scope(request, can=Can.REPORT), first=span.first, last=span.last)
    charts = {
        "days": [row["day"].isoformat()[5:] for row in found.days],
        "interactions": [row["interactions"] for row in found.days],
        "posts": [row["posts"] for row in found.days],
        "followers": [row["followers_growth"] for row in found.days],
        "words": CHART_WORDS,
        "categories": [[row["name"], row["posts"], row["interactions"], row["colour"]] for row in found.categories],
    }
    return render(request, "reports/overview.html", {"found": found, "span": span, "charts": charts})


@limited("export")
def overview_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The overview's accounts as CSV."""
    require_somewhere(request.user, Can.REPORT)
    span = SpanForm(request.GET).span(today=local_day(timezone.now()))
    found = queries.overview(scope(request, can=Can.REPORT), first=span.first, last=span.last)
    header = [str(title) for title in OVERVIEW_COLUMNS.values()]
    rows = ([row[name] for name in OVERVIEW_COLUMNS] for row in found.accounts)
    return csv_download(f"overview-{span.first}-{span.last}", header, rows)
