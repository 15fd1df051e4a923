"""Weekly and monthly reports: compiled, frozen, signed (I5)."""

import base64
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
from core.audit import SYSTEM, Actor, record
from core.dates import Month, Period, SoFar, Week, local_day, month_of, week_of
from core.errors import Conflict, UserError
from reports.models import DailyRollup, Dimension, Report
from reports.queries.branding import brand
from reports.render import render_pdf, render_xlsx
from reports.services.mailing import queue_mails
from reports.services.rolling import roll_up_days
from reports.weekly import argue, argued, period_figures, to_do, wanted

EIGHT = dt.timedelta(hours=8)


@dataclass(frozen=True)
class Draft:
    """A report that is not frozen yet: its numbers and what is argued from them, the PDF and the spreadsheet."""

    data: dict[str, Any]
    words: str
    pdf: bytes
    xlsx: bytes


def preview_report(*, period: Week | Month, at: dt.datetime) -> Report | None:
    """I5: what the report of a running week or month says of its days that are over, beside the same days before.

    Stores nothing. None while its first day runs: half a day beside whole ones would look like a fall.
    """
    yesterday = local_day(at) - dt.timedelta(days=1)
    if yesterday < period.first:
        return None
    data = _argued(SoFar(period, min(yesterday, period.last)), at=at)
    return Report(kind=period.kind, first=period.first, compiled_at=at, data=data)


def _argued(period: Period, *, at: dt.datetime) -> dict[str, Any]:
    data = period_figures(period, at=at)
    return data | {"argument": argue(data), "to_do": to_do(data)}


def draft_report(*, period: Period, at: dt.datetime) -> Draft:
    """I5: read the numbers of a period, argue from them, render both files in Chinese. Stores nothing."""
    with translation.override("zh-hans"):
        data = _argued(period, at=at)
        look = brand()
        logo = base64.b64encode(bytes(look.logo)).decode()
        data["brand"] = {"company": look.company, "colour": look.colour, "logo": logo}
        said = [text for point in [*argued(data), *wanted(data)] for text in (point, *point.causes)]
        words = "\n".join(one.text for one in said)
        return Draft(data=data, words=words, pdf=render_pdf(data), xlsx=render_xlsx(data))


def make_report(*, period: Period, by: Actor, at: dt.datetime) -> Report:
    """Count the days of a period once more and compile its report. Raises as `compile_report`, before any counting."""
    _must_be_due(period, at)
    roll_up_days(first=period.first, last=period.last, at=at)
    return compile_report(period=period, by=by, at=at)


def compile_report(*, period: Period, by: Actor, at: dt.datetime) -> Report:
    """I5: freeze the numbers of a week or month into a report with its PDF and spreadsheet, and queue its mails.

    A period is compiled once; what was sent to managers is never rewritten. Raises `Conflict` when it exists,
    `UserError` when it is not over: what is frozen of half a week would stand in the place of the whole.
    """
    _must_be_due(period, at)
    draft = draft_report(period=period, at=at)
    with transaction.atomic():
        report, is_new = Report.objects.get_or_create(
            kind=period.kind, first=period.first, defaults={"compiled_at": at, "data": draft.data, "words": draft.words}
        )
        if not is_new:
            raise _already_there()
        report.pdf.save(f"{period}.pdf", ContentFile(draft.pdf), save=False)
        report.xlsx.save(f"{period}.xlsx", ContentFile(draft.xlsx), save=False)
        report.save(update_fields=["pdf", "xlsx"])
        queue_mails(report=report, at=at)
        record("reports.weekly.compiled", report, by=by, at=at)
    return report


def _must_be_due(period: Period, at: dt.datetime) -> None:
    if Report.objects.filter(kind=period.kind, first=period.first).exists():
        raise _already_there()
    if at < period.end:
        raise UserError(_("这段时间还没有结束，结束之后才能生成；现在可以先看预览。"), code="report.running")


def _already_there() -> Conflict:
    return Conflict(_("这段时间的报告已经生成，不会再改写。"), code="report.exists")


def compile_due(*, at: dt.datetime) -> list[Report]:
    """Every Monday from 08:00 last week's report, on the first of a month from 08:00 last month's; each once.

    Late when we were down in the morning, never twice. Of a month of which nothing is known there is no report: it
    was over before this installation began.
    """
    today = local_day(at)
    return [
        made
        for running in (week_of(today), month_of(today))
        if at >= running.start + EIGHT and (made := _compile_missing(running.previous, at=at))
    ]


def _compile_missing(period: Period, *, at: dt.datetime) -> Report | None:
    if Report.objects.filter(kind=period.kind, first=period.first).exists():
        return None
    rolled = DailyRollup.objects.filter(dimension=Dimension.MATRIX, day__gte=period.first, day__lte=period.last)
    if isinstance(period, Month) and not rolled.exists():
        return None
    return make_report(period=period, by=SYSTEM, at=at)


def sign_off(*, report: Report, by: User, at: dt.datetime) -> Report:
    """A manager has read the report and says so, once."""
    require(by, Can.SIGN_OFF)
    with transaction.atomic():
        report = Report.objects.select_for_update().get(pk=report.pk)
        if report.signed_at is not None:
            raise Conflict(_("这份报告已经签阅。"), code="report.signed")
        report.signed_by, report.signed_at = by, at
        report.save(update_fields=["signed_by", "signed_at"])
        record("reports.weekly.signed", report, by=by, at=at)
    return report
