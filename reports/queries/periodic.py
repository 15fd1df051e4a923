"""The archive of reports, the periods without one, what was restated since, and what was said under a report (I5)."""

import datetime as dt
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.models import User
from core.dates import Period, month_of, week_of
from reports.models import DailyRollup, Dimension, RecipientGroup, Remark, Report, ReportKind, ReportMail
from reports.weekly.words import measure_name

RESTATED = ("posts", "interactions", "followers_growth", "mentions")


def reports_of(*, year: int | None = None, words: str = "", kind: str = "") -> "QuerySet[Report]":
    """The archive, newest first: of a year, of a kind, with these words in its sentences, remarks or numbers."""
    rows = Report.objects.select_related("signed_by").defer("data", "words")
    if year:
        rows = rows.filter(first__year=year)
    if kind:
        rows = rows.filter(kind=kind)
    for word in words.split():
        said = Remark.objects.filter(text__icontains=word).values("report_id")
        rows = rows.filter(Q(words__icontains=word) | Q(pk__in=said))
    open_question = Q(remarks__is_question=True, remarks__answers__isnull=True)
    return rows.annotate(
        remark_count=Count("remarks", distinct=True),
        open_questions=Count("remarks", filter=open_question, distinct=True),
    )


def report_years() -> list[int]:
    """The years that have reports, newest first."""
    return [day.year for day in Report.objects.dates("first", "year", order="DESC")]


def missing_periods(today: dt.date, *, weeks: int = 4) -> list[tuple[str, Period]]:
    """Recent weeks and last month that have roll-ups but no report yet, newest first; what is not over has none."""
    steps: list[tuple[str, Period]] = []
    week = week_of(today).previous
    for _i in range(weeks):
        steps.append((ReportKind.WEEK, week))
        week = week.previous
    steps.append((ReportKind.MONTH, month_of(today).previous))
    since = min(period.first for _kind, period in steps)
    have = set(Report.objects.filter(first__gte=since).values_list("kind", "first"))
    rows = DailyRollup.objects.filter(dimension=Dimension.MATRIX, day__gte=since)
    rolled = set(rows.values_list("day", flat=True))
    return [
        (kind, period)
        for kind, period in steps
        if (kind, period.first) not in have and any(day in rolled for day in period.days)
    ]


def restated(report: Report) -> list[dict[str, Any]]:
    """Days of a report whose totals differ from today's roll-up: what was written then and what is known now."""
    period = report.period
    rows = DailyRollup.objects.filter(dimension=Dimension.MATRIX, day__gte=period.first, day__lte=period.last)
    now = {row.day.isoformat(): row for row in rows}
    found = []
    for then in report.data["daily"]:
        row = now.get(then["day"])
        for measure in RESTATED:
            is_now = _value(row, measure) if row else None
            if then[measure] is not None and is_now != then[measure]:
                told = {"day": then["day"], "name": measure_name(measure)}
                found.append({**told, "was": then[measure], "now": is_now})
    return found


def _value(row: DailyRollup, measure: str) -> int | None:
    if measure == "interactions":
        return row.reposts + row.comments + row.likes
    value: int | None = getattr(row, measure)
    return value


def remarks_under(report: Report) -> "QuerySet[Remark]":
    """Remarks and questions in their order, each question with its answers."""
    answers = Prefetch("answers", Remark.objects.select_related("author"))
    return report.remarks.filter(question=None).select_related("author").prefetch_related(answers)


def mails_of(report: Report) -> "QuerySet[ReportMail]":
    """To whom it went, the newest mail of each person first."""
    return report.mails.select_related("person").order_by("name", "-number")


def recipient_groups() -> "QuerySet[RecipientGroup]":
    """Groups with their people."""
    return RecipientGroup.objects.prefetch_related("people")


def remarks_of(person: User, at: dt.datetime) -> "QuerySet[Remark]":
    """What a person wrote under reports: history, told when he leaves (W9)."""
    return Remark.objects.filter(author=person, created_at__lte=at)


def receives(person: User, at: dt.datetime) -> "QuerySet[RecipientGroup]":
    """The groups in which a person gets reports (W9)."""
    return RecipientGroup.objects.filter(people=person, created_at__lte=at)
