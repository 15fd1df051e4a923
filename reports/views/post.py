"""One post in numbers (I3)."""

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.roles import Can
from content.access import post_for
from core.errors import existing
from core.exports import table_download
from core.rate_limits import limited
from reports.queries import post as queries


@require_GET
def post(request: HttpRequest, post_id: int) -> HttpResponse:
    """Its windows, its curve, and what the account's own posts usually have."""
    found = post_for(request.user, post_id, to=Can.REPORT)
    page = queries.post_page(found, now=timezone.now())
    context = {"post": found, "page": page, "chart": queries.chart_of(page) if page else None}
    return render(request, "reports/post.html", context)


@require_GET
@limited("export")
def post_table(request: HttpRequest, post_id: int, ending: str) -> StreamingHttpResponse | FileResponse:
    """The ages as a file."""
    found = post_for(request.user, post_id, to=Can.REPORT)
    page = existing(queries.post_page(found, now=timezone.now()), _("这条内容还没有发布。"))
    return table_download(ending, f"post-{post_id}", queries.header(), queries.cells_of(page))
