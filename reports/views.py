"""Report pages: overview, weekly reports, governance."""

import datetime as dt

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import require, require_somewhere, rights_of, scope
from accounts.roles import Can
from core.dates import local_day, week_of
from core.errors import UserError
from core.exports import csv_download
from core.http import done
from core.rate_limits import limited
from reports import queries, services
from reports.access import incentive_plan_for, report_reader, weekly_report_for
from reports.forms import IncentiveForm, RemarkForm, SpanForm, WeekForm
from reports.governance import nine_systems

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
CHART_WORDS = {
    "interactions": gettext_lazy("互动量"),
    "posts": gettext_lazy("发布"),
    "average": gettext_lazy("每条互动"),
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


def governance(request: HttpRequest) -> HttpResponse:
    """I6: the nine management systems as live checks."""
    require_somewhere(request.user, Can.VIEW)
    return render(request, "reports/governance.html", {"systems": nine_systems(now=timezone.now())})


PRESET_WEIGHTS = {"follower_growth": 20, "posts": 15, "reposts": 15, "comments": 15, "response_time": 15, "quality": 20}


@require_GET
def incentive(request: HttpRequest) -> HttpResponse:
    """A10: the incentive plan that holds, those to come, those before."""
    user, today = report_reader(request.user), local_day(timezone.now())
    context = {
        "plans": queries.incentive_plans(),
        "current": queries.incentive_plan_on(today),
        "today": today,
        "may_change": rights_of(user).may(Can.MANAGE_PEOPLE),
    }
    return render(request, "reports/incentive.html", context)


@require_http_methods(["GET", "POST"])
def incentive_new(request: HttpRequest) -> HttpResponse:
    """A new version, starting from the numbers of the present one."""
    user, now = require(request.user, Can.MANAGE_PEOPLE), timezone.now()
    form = IncentiveForm(request.POST or None, initial=queries.incentive_start(local_day(now), PRESET_WEIGHTS))
    if request.method == "POST" and form.is_valid():
        try:
            plan = services.add_incentive_plan(plan=form.values(), by=user, at=now)
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, reverse("reports:incentive"), _("方案已保存，从 %s 起生效。") % plan.valid_from)
    return render(request, "reports/incentive_form.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def incentive_withdraw(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Take back a version that has not begun."""
    plan = incentive_plan_for(request.user, plan_id)
    services.withdraw_incentive_plan(plan=plan, by=require(request.user, Can.MANAGE_PEOPLE), at=timezone.now())
    return done(request, reverse("reports:incentive"), _("已撤回这一版方案。"))
