"""Writes of `reports`: roll-ups (I1), weekly reports (I5), remarks and sign-off."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from core.audit import SYSTEM, Actor, Change, record
from core.dates import Week, day_start, local_day
from core.errors import Conflict, UserError
from reports.models import IncentivePlan, Measure, Remark, RollupRun, WeeklyReport
from reports.render import render_pdf, render_xlsx
from reports.rollup import ROLL_UP_DAY, STALE_ROWS
from reports.weekly import argue, deviation_lines, to_do, week_figures

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


@dataclass(frozen=True)
class PlanInput:
    """A version of the incentive plan: money in yuan, weights in whole percent."""

    valid_from: dt.date
    base: Decimal
    bonus: Decimal
    weights: dict[str, int]
    note: str = ""


def add_incentive_plan(*, plan: PlanInput, by: User, at: dt.datetime) -> IncentivePlan:
    """A10: a version that holds from the first of a month. Months that have begun keep the plan they had.

    Raises `UserError` for weights that do not make 100, and for a month that has begun (unless it is the first plan)
    or has a version already.
    """
    require(by, Can.MANAGE_PEOPLE)
    _check_plan(plan, first=not IncentivePlan.objects.filter(withdrawn_at=None).exists(), today=local_day(at))
    try:
        with transaction.atomic():
            row = IncentivePlan.objects.create(
                valid_from=plan.valid_from,
                base=plan.base,
                bonus=plan.bonus,
                weights=plan.weights,
                note=plan.note,
                created_by=by,
                created_at=at,
            )
            after = {"valid_from": str(plan.valid_from), "base": str(plan.base), "bonus": str(plan.bonus)}
            change = Change(after=after | {"weights": plan.weights}, reason=plan.note)
            record("reports.incentive.added", row, by=by, at=at, change=change)
    except IntegrityError:
        raise UserError(_("这个月已有一版方案，请先撤回它。"), code="incentive.double", field="valid_from") from None
    return row


def withdraw_incentive_plan(*, plan: IncentivePlan, by: User, at: dt.datetime) -> IncentivePlan:
    """Take a version back before its first month begins. Raises `Conflict` afterwards."""
    require(by, Can.MANAGE_PEOPLE)
    with transaction.atomic():
        row = IncentivePlan.objects.select_for_update().get(pk=plan.pk)
        if row.withdrawn_at is not None or row.valid_from <= local_day(at):
            raise Conflict(_("这一版已经生效或已撤回，不能再撤回。"), code="incentive.begun")
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        record("reports.incentive.withdrawn", row, by=by, at=at, change=Change(before={"valid_from": str(row)}))
    return row


def _check_plan(plan: PlanInput, *, first: bool, today: dt.date) -> None:
    if plan.valid_from.day != 1:
        raise UserError(_("方案从每月 1 日起生效。"), code="incentive.day", field="valid_from")
    if plan.valid_from < today.replace(day=1) or (plan.valid_from <= today and not first):
        raise UserError(_("已经开始的月份不能改，请从下个月或更晚开始。"), code="incentive.past", field="valid_from")
    if set(plan.weights) != set(Measure.values) or any(not 0 <= weight <= 100 for weight in plan.weights.values()):
        raise UserError(_("每项权重应是 0 到 100 的整数。"), code="incentive.weight")
    if sum(plan.weights.values()) != 100:
        total = sum(plan.weights.values())
        raise UserError(_("权重合计应为 100%%，现在是 %(total)d%%。") % {"total": total}, code="incentive.sum")
    if plan.base < 0 or plan.bonus < 0:
        raise UserError(_("金额不能是负数。"), code="incentive.money", field="base")
