"""The best-hour map (I4)."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import require_somewhere, rights_of, scope
from accounts.models import WeiboAccount
from accounts.roles import Can
from core.dates import local_day
from core.errors import existing
from core.exports import table_download
from core.rate_limits import limited
from core.templatetags.show import WEEKDAYS
from publishing.forms.time_moves import written_move
from reports.forms import Span, SpanForm
from reports.queries import hours as queries

USUAL_DAYS = 90


def _span(request: HttpRequest) -> Span:
    return SpanForm(request.GET, preset=USUAL_DAYS).span(today=local_day(timezone.now()))


def _chosen(request: HttpRequest, span: Span) -> WeiboAccount | None:
    """One account at a time: the chosen one, or of many the one that has published most."""
    require_somewhere(request.user, Can.REPORT)
    accounts = scope(request, can=Can.REPORT)
    return queries.account_with_most_posts(accounts, first=span.first, last=span.last)


@require_GET
def hours(request: HttpRequest) -> HttpResponse:
    """Weekday by hour, with what could be moved in the weekly plan."""
    span = _span(request)
    account = _chosen(request, span)
    context: dict[str, Any] = {"span": span, "found": None, "week_days": WEEKDAYS}
    if account is not None:
        found = queries.hours_of(account, first=span.first, last=span.last)
        moves = [(move, written_move((move.weekday, move.was, move.to))) for move in found.moves]
        may_move = rights_of(request.user).may(Can.SCHEDULE, account.pk)
        context |= {"found": found, "chart": queries.chart_of(found), "moves": moves, "may_move": may_move}
    return render(request, "reports/hours.html", context)


@require_GET
@limited("export")
def hours_table(request: HttpRequest, ending: str) -> StreamingHttpResponse | FileResponse:
    """The map as a file, a row for each hour that has posts."""
    span = _span(request)
    account = existing(_chosen(request, span), _("没有账号。"))
    found = queries.hours_of(account, first=span.first, last=span.last)
    header = [
        _("星期"), _("钟点"), _("微博数"), _("与平时相比"), _("下限"), _("上限"), _("好于平时的把握"), _("判断"),
        _("黄金时段"),
    ]  # fmt: skip
    name = f"hours-{account.nickname}-{span.first}-{span.last}"
    return table_download(ending, name, header, queries.cells_of(found))
