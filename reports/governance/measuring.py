"""Checks of measuring and rewarding: the plan (A10), numbers that are whole (I1), reports that are read (I5)."""

import datetime as dt
from typing import Final

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from content.models import Review
from core.dates import day_start, local_day, month_of
from reports.governance.checks import Check
from reports.governance.contents import last_week
from reports.models import DailyRollup, Dimension, IncentiveStatement, Report, ReportKind, RollupRun
from reports.queries import incentive_plan_on

WHOLE: Final = 95
"""Percent of the readings that were due and should have come (I1)."""
SETTLED_WITHIN: Final = dt.timedelta(days=10)
"""So long after its end a month may wait to be made final (A10)."""
MONTH: Final = dt.timedelta(days=28)


def rewarding(now: dt.datetime) -> list[Check]:
    """A10: a plan is in force, last month is final; who takes part in reviewing."""
    plan, month = incentive_plan_on(local_day(now)), month_of(local_day(now)).previous
    owed = incentive_plan_on(month.first) is not None and now > month.end + SETTLED_WITHIN
    final = not owed or IncentiveStatement.objects.filter(month=month.first).exists()
    settled = _("上个月的激励结算已定稿或还没到时候") if final else _("上个月的激励结算还没有定稿")
    people = Review.objects.filter(created_at__gte=now - MONTH).aggregate(n=Count("reviewer", distinct=True))["n"]
    sentence = _("激励方案从 %(day)s 起生效") % {"day": plan.valid_from} if plan else _("还没有激励方案")
    return [
        Check("a10-plan", sentence, int(plan is None), "reports:incentive"),
        Check("a10-final", settled, int(not final), "reports:incentive"),
        Check("c7-reviewers", _("近四周有 %(n)d 人参与审核") % {"n": people}, int(not people), "content:review_scores"),
    ]


def numbers(now: dt.datetime) -> list[Check]:
    """I1: yesterday is rolled up; the readings of a week that came."""
    today = local_day(now)
    rolled = RollupRun.objects.filter(day=today - dt.timedelta(days=1), finished_at__gte=day_start(today)).exists()
    rows = DailyRollup.objects.filter(dimension=Dimension.MATRIX, day__gte=today - dt.timedelta(days=7), day__lt=today)
    sums = rows.aggregate(due=Sum("samples_due"), taken=Sum("samples_taken"))
    due, taken = sums["due"] or 0, sums["taken"] or 0
    wanted = -(-due * WHOLE // 100)
    whole = _("近七天的数据应读 %(all)d 次，读到 %(n)d 次") % {"n": taken, "all": due}
    return [
        Check("i1-rolled", _("昨天的数据已汇总") if rolled else _("昨天的数据还没有汇总"), int(not rolled),
              "reports:overview"),
        Check("i1-whole", whole, max(0, wanted - taken), "reports:overview"),
    ]  # fmt: skip


def reports(now: dt.datetime) -> list[Check]:
    """I5: last week's report is there and a manager has signed it."""
    found = Report.objects.filter(kind=ReportKind.WEEK, first=last_week(now).first).first()
    if found is None:
        return [Check("i5-signed", _("上周的周报还没有生成"), 1, "reports:weekly")]
    signed = found.signed_at is not None
    return [
        Check("i5-signed", _("上周的周报已签阅") if signed else _("上周的周报还没有人签阅"), int(not signed),
              "reports:weekly")
    ]  # fmt: skip
