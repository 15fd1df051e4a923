"""Writes of `reports`: roll-ups (I1), weekly reports (I5), remarks and sign-off."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from core.audit import SYSTEM, Actor, Change, record
from core.dates import Week, day_start, local_day
from core.errors import Conflict, UserError
from reports.models import Remark, RollupRun, WeeklyReport
from reports.render import render_pdf, render_xlsx
from reports.rollup import ROLL_UP_DAY, STALE_ROWS
from reports.weekly import argue, to_do, week_figures

LATE_DAYS = 3
"""How many days back the nightly run looks again, so that late data is taken in (I1)."""
ROLLUP_LOCK = 7236422


def roll_up_day(*, day: dt.date, at: dt.datetime) -> RollupRun:
    """I1: recompute one Beijing day and upsert what differs. Safe to repeat: a second run changes no row."""
    bounds = {"day": day, "start": day_start(day), "finish": day_start(day + dt.timedelta(days=1))}
    with transaction.atomic(), connection.cursor() as cursor:
        # One run per day at a time; the lock ends with the transaction, also when we are killed.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ROLLUP_LOCK, day.toordinal()])
        run = RollupRun.objects.create(day=day, started_at=at)
        cursor.execute(STALE_ROWS, bounds)
        removed = cursor.rowcount
        cursor.execute(ROLL_UP_DAY, bounds)
        run.changed = cursor.rowcount + removed
        cursor.execute("SELECT count(*) FROM reports_dailyrollup WHERE day = %s", [day])
        run.rows = cursor.fetchone()[0]
        run.finished_at = at
        run.save(update_fields=["rows", "changed", "finished_at"])
    return run


def roll_up_days(*, first: dt.date, last: dt.date, at: dt.datetime) -> list[RollupRun]:
    """Every day from `first` to `last`, both included, each in a transaction of its own (restartable)."""
    days = (last - first).days + 1
    return [roll_up_day(day=first + dt.timedelta(days=offset), at=at) for offset in range(days)]


def roll_up_recent(*, at: dt.datetime) -> list[RollupRun]:
    """Today so far and the last days again."""
    today = local_day(at)
    return roll_up_days(first=today - dt.timedelta(days=LATE_DAYS), last=today, at=at)


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
