"""Weekly and monthly reports (I5)."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import require, rights_of
from accounts.roles import Can
from core.dates import Month, Period, Week, local_day, month_of, week_of
from core.errors import UserError
from core.exports import XLSX
from core.http import done
from core.rate_limits import limited
from reports import queries, services
from reports.access import question_for, report_for, report_mail_for, report_reader
from reports.forms import ArchiveForm, PeriodForm, RemarkForm
from reports.models import Report, ReportKind
from reports.render.files import file_answer, pdf_of, xlsx_of
from reports.views.showing import page_context


@require_GET
def weekly(request: HttpRequest) -> HttpResponse:
    """The archive by year with its search, and the weeks and months that have no report yet or are not over."""
    user, form, today = report_reader(request.user), ArchiveForm(request.GET), local_day(timezone.now())
    wanted = form.wanted()
    context = {
        "reports": queries.reports_of(**wanted)[:120],
        "years": queries.report_years(),
        "kinds": ReportKind.choices,
        "wanted": wanted,
        "running": [(ReportKind(one.kind), one, one.first < today) for one in (week_of(today), month_of(today))],
        "missing": queries.missing_periods(today),
        "may_set": rights_of(user).may(Can.MANAGE_SETTINGS),
    }
    return render(request, "reports/weekly.html", context)


@require_POST
@limited("render")
def weekly_compile(request: HttpRequest) -> HttpResponse:
    """Compile a week or a month that is over and has no report."""
    user, now = require(request.user, Can.REPORT), timezone.now()
    period = PeriodForm(request.POST).period()
    report = services.make_report(period=period, by=user, at=now)
    return done(request, reverse("reports:weekly_report", args=[report.period]), _("报告已生成。"))


@require_GET
@limited("render")
def weekly_preview(request: HttpRequest, period: Week | Month) -> HttpResponse:
    """What the report of a period that is not over would say of its days until yesterday: nothing is stored."""
    report_reader(request.user)
    now = timezone.now()
    if now >= period.end:
        return redirect("reports:weekly")
    report = services.preview_report(period=period, at=now)
    if report is None:
        raise Http404
    return render(request, "reports/weekly_preview.html", page_context(report))


@require_GET
def weekly_report(request: HttpRequest, period: Period) -> HttpResponse:
    """One frozen report; `?about=` opens the question form for one of its parts."""
    report = report_for(request.user, period)
    form = RemarkForm(initial={"about": request.GET.get("about", ""), "is_question": "about" in request.GET})
    return _page(request, report, form)


def _page(request: HttpRequest, report: Report, form: RemarkForm, **more: Any) -> HttpResponse:
    rights = rights_of(request.user)
    context = page_context(report) | {
        "remarks": queries.remarks_under(report),
        "restated": queries.restated(report),
        "mails": queries.mails_of(report),
        "form": form,
        "may_sign": rights.may(Can.SIGN_OFF),
        "may_send": rights.may(Can.MANAGE_SETTINGS),
    }
    status = 422 if form.errors or more else 200
    return render(request, "reports/weekly_report.html", context | more, status=status)


@require_GET
@limited("render")
def weekly_pdf(request: HttpRequest, period: Period) -> FileResponse:
    """The PDF as it was frozen; in another language made from the same numbers."""
    report = report_for(request.user, period)
    with translation.override(_language(request)):
        return file_answer(report, pdf_of(report), "application/pdf", "pdf")


@require_GET
@limited("render")
def weekly_xlsx(request: HttpRequest, period: Period) -> FileResponse:
    """The spreadsheet, likewise."""
    report = report_for(request.user, period)
    with translation.override(_language(request)):
        return file_answer(report, xlsx_of(report), XLSX, "xlsx")


def _language(request: HttpRequest) -> str | None:
    """The language that was asked for, otherwise the reader's."""
    asked = request.GET.get("language", "")
    return asked if asked in {"zh-hans", "en"} else translation.get_language()


@require_POST
def weekly_remark(request: HttpRequest, period: Period) -> HttpResponse:
    """A remark, or a question about a part of the report."""
    report, user = report_for(request.user, period), report_reader(request.user)
    form = RemarkForm(request.POST)
    try:
        remark = services.add_remark(report=report, given=form.given(), by=user, at=timezone.now())
    except UserError as error:
        return _page(request, report, form, problem=str(error))
    sentence = _("问题已提出，同事会收到提醒。") if remark.is_question else _("批注已保存。")
    return done(request, reverse("reports:weekly_report", args=[period]) + f"#remark-{remark.pk}", sentence)


@require_POST
def weekly_answer(request: HttpRequest, period: Period, remark_id: int) -> HttpResponse:
    """An answer to a question."""
    question, user = question_for(request.user, period, remark_id), report_reader(request.user)
    text = request.POST.get("body", "")
    try:
        services.answer_question(question=question, text=text, by=user, at=timezone.now())
    except UserError as error:
        return _page(request, question.report, RemarkForm(), answer_problem=str(error), answering=question.pk)
    return done(request, reverse("reports:weekly_report", args=[period]) + f"#remark-{question.pk}", _("回答已保存。"))


@require_POST
def weekly_sign(request: HttpRequest, period: Period) -> HttpResponse:
    """A manager signs off."""
    report = report_for(request.user, period, to=Can.SIGN_OFF)
    services.sign_off(report=report, by=report_reader(request.user), at=timezone.now())
    return done(request, reverse("reports:weekly_report", args=[period]), _("已签阅。"))


@require_POST
def weekly_send_again(request: HttpRequest, period: Period, mail_id: int) -> HttpResponse:
    """Mail the report once more to the same person."""
    mail, user = report_mail_for(request.user, period, mail_id), require(request.user, Can.MANAGE_SETTINGS)
    services.send_again(mail=mail, by=user, at=timezone.now())
    return done(request, reverse("reports:weekly_report", args=[period]) + "#mails", _("已排入寄送。"))
