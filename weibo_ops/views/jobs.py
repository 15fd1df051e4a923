"""Notifications: the long work of one person, its progress, its refusals."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import member
from core.exports import csv_download
from core.http import done, int_param, page_or_fragment
from core.jobs import ask_to_cancel
from core.paging import key_page
from core.rate_limits import limited
from weibo_ops.access import job_for
from weibo_ops.frame import forget_counts
from weibo_ops.queries.jobs import jobs_of, refusal_cells, refused_rows, sight

SHOWN_REFUSALS = 50


def jobs(request: HttpRequest) -> HttpResponse:
    """The list; its fragment asks again every two seconds while something is under way."""
    user = member(request)
    page = key_page(jobs_of(user), before=int_param(request, "before"), after=int_param(request, "after"), size=30)
    sights = [sight(job) for job in page.rows]
    context = {"page": page, "sights": sights, "is_open": any(each.is_open for each in sights)}
    return page_or_fragment(request, "weibo_ops/jobs.html", "weibo_ops/_jobs.html", context)


def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One job: progress, result, the first refused rows."""
    seen = sight(job_for(request.user, pk))
    context = {"seen": seen, "job": seen.job, "refusals": refused_rows(seen.job)[:SHOWN_REFUSALS]}
    return page_or_fragment(request, "weibo_ops/job.html", "weibo_ops/_job.html", context)


@require_POST
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop at the next checkpoint."""
    found = job_for(request.user, pk)
    ask_to_cancel(found)
    forget_counts()
    return done(request, reverse("jobs"), _("已通知“%(title)s”停止，做到一半的部分不会留下。") % {"title": found.title})


@limited("export")
def job_refusals(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """All refused rows as CSV: line, reason, text."""
    found = job_for(request.user, pk)
    return csv_download(_("未导入的行"), [_("行号"), _("原因"), _("原文")], refusal_cells(found))
