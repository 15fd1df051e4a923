"""Weekly reports (I5)."""

import datetime as dt

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import require
from accounts.roles import Can
from core.dates import local_day, week_of
from core.http import done
from core.rate_limits import limited
from reports import queries, services
from reports.access import report_reader, weekly_report_for
from reports.forms import RemarkForm, WeekForm
from reports.views.charts import CHART_WORDS


def weekly(request: HttpRequest) -> HttpResponse:
    """All weekly reports, and the weeks that have none yet."""
    report_reader(request.user)
    context = {"reports": queries.weekly_reports()[:60], "missing": queries.missing_weeks(local_day(timezone.now()))}
    return render(request, "reports/weekly.html", context)


@require_POST
@limited("render")
def weekly_compile(request: HttpRequest) -> HttpResponse:
    """Compile a week now, without waiting for Monday."""
    user = require(request.user, Can.REPORT)
    week = week_of(WeekForm(request.POST).day())
    now = timezone.now()
    services.roll_up_days(first=week.monday, last=min(week.sunday, local_day(now)), at=now)
    report = services.compile_week(week=week, by=user, at=now)
    return done(request, reverse("reports:weekly_report", args=[report.monday]), _("周报已生成。"))


def weekly_report(request: HttpRequest, monday: dt.date) -> HttpResponse:
    """One frozen report."""
    report = weekly_report_for(request.user, monday)
    daily = report.data["daily"]
    charts = {
        "days": [row["day"][5:] for row in daily],
        "interactions": [row["interactions"] for row in daily],
        "posts": [row["posts"] for row in daily],
        "words": CHART_WORDS,
    }
    context = {
        "report": report,
        "data": report.data,
        "charts": charts,
        "remarks": report.remarks.select_related("author"),
        "restated": queries.restated(report),
        "form": RemarkForm(),
    }
    return render(request, "reports/weekly_report.html", context)


@limited("render")
def weekly_pdf(request: HttpRequest, monday: dt.date) -> FileResponse:
    """The PDF as it was frozen."""
    report = weekly_report_for(request.user, monday)
    return FileResponse(report.pdf.open("rb"), as_attachment=True, filename=_("微博周报 %s.pdf") % report.monday)


@limited("render")
def weekly_xlsx(request: HttpRequest, monday: dt.date) -> FileResponse:
    """The spreadsheet as it was frozen."""
    report = weekly_report_for(request.user, monday)
    return FileResponse(report.xlsx.open("rb"), as_attachment=True, filename=_("微博周报 %s.xlsx") % report.monday)


@require_POST
def weekly_remark(request: HttpRequest, monday: dt.date) -> HttpResponse:
    """A remark or question."""
    report = weekly_report_for(request.user, monday)
    text = RemarkForm(request.POST).text()
    services.add_remark(report=report, text=text, by=report_reader(request.user), at=timezone.now())
    return done(request, reverse("reports:weekly_report", args=[monday]) + "#remarks", _("批注已保存。"))


@require_POST
def weekly_sign(request: HttpRequest, monday: dt.date) -> HttpResponse:
    """A manager signs off."""
    report = weekly_report_for(request.user, monday, to=Can.SIGN_OFF)
    services.sign_off(report=report, by=report_reader(request.user), at=timezone.now())
    return done(request, reverse("reports:weekly_report", args=[monday]), _("已签阅。"))
