"""Weekly reports, the weeks without one, and what was restated since (I5)."""

import datetime as dt
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core.dates import Week, week_of
from reports.models import DailyRollup, Dimension, Remark, WeeklyReport


def weekly_reports() -> QuerySet[WeeklyReport]:
    """All reports, newest week first, with the number of remarks."""
    return WeeklyReport.objects.select_related("signed_by").annotate(remark_count=Count("remarks")).defer("data")


def missing_weeks(now_day: dt.date, *, limit: int = 4) -> list[Week]:
    """Recent weeks that have roll-ups but no report yet, newest first; the running week too."""
    weeks: list[Week] = []
    step = week_of(now_day)
    since = step.monday - dt.timedelta(weeks=limit)
    have = set(WeeklyReport.objects.filter(monday__gte=since).values_list("monday", flat=True))
    rows = DailyRollup.objects.filter(dimension=Dimension.MATRIX, day__gte=since)
    rolled = set(rows.values_list("day", flat=True))
    for _i in range(limit):
        if step.monday not in have and any(day in rolled for day in step.days):
            weeks.append(step)
        step = step.previous
    return weeks


def restated(report: WeeklyReport) -> list[dict[str, Any]]:
    """Days of a report whose totals differ from today's roll-up: what was written then and what is known now."""
    monday = report.monday
    rows = {
        row.day.isoformat(): row
        for row in DailyRollup.objects.filter(
            dimension=Dimension.MATRIX, day__gte=monday, day__lt=monday + dt.timedelta(days=7)
        )
    }
    found = []
    for then in report.data["daily"]:
        row = rows.get(then["day"])
        now = row.reposts + row.comments + row.likes if row else None
        if then["interactions"] is not None and now != then["interactions"]:
            found.append({"day": then["day"], "was": then["interactions"], "now": now, "name": _("互动量")})
    return found


def remarks_of(person: User, at: dt.datetime) -> "QuerySet[Remark]":
    """What a person wrote under reports: history, told when he leaves (W9)."""
    return Remark.objects.filter(author=person, created_at__lte=at)
