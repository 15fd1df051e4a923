"""Doors of the report pages."""

import datetime as dt

from django.utils.translation import gettext as _

from accounts.access import Person, require
from accounts.models import AccountKind, User
from accounts.roles import Can
from campaigns.access import campaign_for
from core.errors import existing
from reports.models import ClosingReport, IncentivePlan, OwnMeasure, WeeklyReport
from reports.queries import closing_of


def report_reader(user: Person) -> User:
    """Weekly reports speak of the whole matrix, so the right must hold for the whole matrix."""
    return require(user, Can.REPORT)


def weekly_report_for(user: Person, monday: dt.date, *, to: Can = Can.REPORT) -> WeeklyReport:
    """The report of the week that began on `monday`."""
    require(user, to)
    return existing(
        WeeklyReport.objects.select_related("signed_by").filter(monday=monday).first(), _("这一周还没有周报。")
    )


def incentive_plan_for(user: Person, pk: int) -> IncentivePlan:
    """One version of the incentive plan, for those who manage people."""
    require(user, Can.MANAGE_PEOPLE)
    return existing(IncentivePlan.objects.filter(pk=pk).first(), _("没有找到这一版方案。"))


def closing_for(user: Person, campaign_id: int) -> ClosingReport:
    """The closing report of a campaign that the person may see."""
    return existing(closing_of(campaign_for(user, campaign_id)), _("这个活动还没有结案报告。"))


def own_measure_for(user: Person, pk: int) -> OwnMeasure:
    """A measure of the company's own, for those who may change what is measured (I2)."""
    require(user, Can.MANAGE_SETTINGS)
    return existing(OwnMeasure.objects.filter(pk=pk, removed_at=None).first(), _("没有找到这个指标，可能已被移除。"))


def kind_of_account(kind: str) -> AccountKind:
    """A kind of account by its value."""
    return existing(next((one for one in AccountKind if one.value == kind), None), _("没有这类账号。"))
