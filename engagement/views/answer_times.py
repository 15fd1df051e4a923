"""How quickly the team answers (E1)."""

from typing import Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import rights_of, scope
from accounts.roles import Can
from core.exports import csv_download
from core.http import whole_number
from core.rate_limits import limited
from engagement.access import inbox_member
from engagement.queries.answer_times import AnswerTimes, answer_times
from engagement.queries.inbox import questions_of

SPANS: Final = (4, 13, 26)


@require_GET
def answering(request: HttpRequest) -> HttpResponse:
    """By week, person, account and kind."""
    found, weeks, leads = _found(request)
    context = {"found": found, "weeks": weeks, "spans": SPANS, "leads": leads}
    return render(request, "engagement/answering.html", context)


@require_GET
@limited("export")
def answering_export(request: HttpRequest) -> StreamingHttpResponse:
    """The same as a file."""
    found, weeks, _leads = _found(request)
    header = [_("分组"), _("名称"), _("收到"), _("已回复"), _("时限内"), _("能判断的"), _("中位数（工作分钟）"),
              _("90% 在几分钟内")]  # fmt: skip
    rows = (
        (title, line.name, line.asked, line.answered, line.in_time, line.judged, line.median, line.slow)
        for _code, title, lines in found.tables
        for line in lines
    )
    return csv_download(_("回复速度 %(n)d 周") % {"n": weeks}, header, rows)


def _found(request: HttpRequest) -> tuple[AnswerTimes, int, bool]:
    """Who leads sees everybody's line, everybody else his own."""
    user, accounts = inbox_member(request), scope(request, can=Can.REPLY)
    wanted = whole_number(request.GET.get("weeks", ""))
    weeks = wanted if wanted in SPANS else SPANS[0]
    leads = rights_of(user).may(Can.REVIEW)
    only = None if leads else user
    return answer_times(questions_of(accounts, user), weeks=weeks, now=timezone.now(), only=only), weeks, leads
