"""Weekly reports: compiled, remarked on, signed (I5)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from core.audit import SYSTEM, Actor, Change, record
from core.dates import Week, local_day
from core.errors import Conflict, UserError
from reports.models import Remark, WeeklyReport
from reports.render import render_pdf, render_xlsx
from reports.services.rolling import roll_up_days
from reports.weekly import argue, deviation_lines, to_do, week_figures


@dataclass(frozen=True)
class Draft:
    """A report that is not frozen yet: its numbers and sentences, the PDF and the spreadsheet."""

    data: dict[str, Any]
    pdf: bytes
    xlsx: bytes


def draft_week(*, week: Week, at: dt.datetime) -> Draft:
    """I5: read the numbers of a week, argue from them, render both files. Stores nothing."""
    with translation.override("zh-hans"):
        data = week_figures(week, at=at)
        data["argument"], data["to_do"] = argue(data), to_do(data)
        data["deviations"] = deviation_lines(data["quotas"])
        return Draft(data=data, pdf=render_pdf(data), xlsx=render_xlsx(data))


def compile_week(*, week: Week, by: Actor, at: dt.datetime) -> WeeklyReport:
    """I5: freeze the numbers of a week into a report with its PDF and spreadsheet.

    A week is compiled once; what was sent to managers is never rewritten. Raises `Conflict` when it exists,
    `UserError` when the week has not begun.
    """
    if WeeklyReport.objects.filter(monday=week.monday).exists():
        raise Conflict(_("这一周的周报已经生成，不会再改写。"), code="report.exists")
    if at < week.start:
        raise UserError(_("这一周还没有开始。"), code="report.future")
    draft = draft_week(week=week, at=at)
    with transaction.atomic():
        report, is_new = WeeklyReport.objects.get_or_create(
            monday=week.monday, defaults={"compiled_at": at, "data": draft.data}
        )
        if not is_new:
            raise Conflict(_("这一周的周报已经生成，不会再改写。"), code="report.exists")
        report.pdf.save(f"{week}.pdf", ContentFile(draft.pdf), save=False)
        report.xlsx.save(f"{week}.xlsx", ContentFile(draft.xlsx), save=False)
        report.save(update_fields=["pdf", "xlsx"])
        record("reports.weekly.compiled", report, by=by, at=at)
    return report


def compile_due_week(*, at: dt.datetime) -> WeeklyReport | None:
    """Every Monday from 08:00: last week's report, once. Late when we were down on Monday morning, never twice."""
    today = local_day(at)
    this_week = Week(today - dt.timedelta(days=today.weekday()))
    week = this_week.previous
    if at < this_week.start + dt.timedelta(hours=8) or WeeklyReport.objects.filter(monday=week.monday).exists():
        return None
    roll_up_days(first=week.monday, last=week.sunday, at=at)
    return compile_week(week=week, by=SYSTEM, at=at)


def add_remark(*, report: WeeklyReport, text: str, by: User, at: dt.datetime) -> Remark:
    """A manager's remark or question under a report."""
    require(by, Can.REPORT)
    text = text.strip()
    if not text:
        raise UserError(_("请先写下批注内容。"), field="text")
    with transaction.atomic():
        remark = Remark.objects.create(report=report, author=by, text=text, created_at=at)
        record("reports.weekly.remarked", report, by=by, at=at, change=Change(after={"text": text}))
    return remark


def sign_off(*, report: WeeklyReport, by: User, at: dt.datetime) -> WeeklyReport:
    """A manager has read the report and says so, once."""
    require(by, Can.SIGN_OFF)
    with transaction.atomic():
        report = WeeklyReport.objects.select_for_update().get(pk=report.pk)
        if report.signed_at is not None:
            raise Conflict(_("这份周报已经签阅。"), code="report.signed")
        report.signed_by, report.signed_at = by, at
        report.save(update_fields=["signed_by", "signed_at"])
        record("reports.weekly.signed", report, by=by, at=at)
    return report
