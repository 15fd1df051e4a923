"""The audit log: who did what, when, from where, before and after; checked and exported."""

from datetime import date

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import require, scope
from accounts.roles import Can
from accounts.sign_in.confirm import confirm_identity
from core.audit import note_export
from core.dates import local_day
from core.exports import csv_download
from core.http import done, int_param, page_or_fragment, text_param
from core.paging import key_page
from core.rate_limits import limited
from core.tamper import start_verification
from core.tasks import wake_verification
from weibo_ops.queries import audit as queries


@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """One page of the log, newest first; filters stand in the address."""
    require(request.user, Can.AUDIT)
    filters = _filters(request)
    rows = queries.chosen(filters, today=local_day(timezone.now()))
    page = key_page(rows, before=int_param(request, "before"), after=int_param(request, "after"))
    context = {
        "page": page,
        "lines": queries.lines(page.rows),
        "filters": filters,
        "groups": queries.GROUPS.items(),
        "people": queries.people(),
        "anchor": queries.last_anchor(),
        "check": queries.last_check(),
        "searched_days": queries.SEARCHED_DAYS,
    }
    return page_or_fragment(request, "weibo_ops/audit.html", "weibo_ops/_audit.html", context)


@require_GET
@confirm_identity(reading=True)
@limited("export")
def audit_export(request: HttpRequest) -> StreamingHttpResponse:
    """The entries of the page as a CSV file; that somebody took them along is an entry itself."""
    user, now = require(request.user, Can.AUDIT), timezone.now()
    filters = _filters(request)
    note_export(by=user, at=now, filters={key: str(value) for key, value in request.GET.items() if value})
    rows = queries.chosen(filters, today=local_day(now))
    return csv_download(_("操作记录"), queries.export_header(), queries.export_rows(rows))


@require_POST
@limited("verify")
def audit_verify(request: HttpRequest) -> HttpResponse:
    """Check the whole chain and its anchors as a job."""
    user = require(request.user, Can.AUDIT)
    job = start_verification(by=user, at=timezone.now())
    wake_verification(job.pk)
    return done(request, reverse("audit"), _("已开始核对，结果会出现在这一页和“通知与任务”里。"))


def _filters(request: HttpRequest) -> queries.Filters:
    """What of the query string makes sense."""
    scoped = int_param(request, "account") is not None or int_param(request, "group") is not None
    group = request.GET.get("kind", "")
    return queries.Filters(
        group=group if group in queries.GROUPS else "",
        actor=int_param(request, "actor"),
        first=_day(request, "first"),
        last=_day(request, "last"),
        words=text_param(request, "q"),
        accounts=tuple(scope(request, can=Can.AUDIT).values_list("pk", flat=True)) if scoped else None,
    )


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        return parse_date(request.GET.get(name, "")[:10])
    except ValueError:
        return None
