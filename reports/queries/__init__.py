"""Reads for the report pages."""

from reports.queries.branding import brand
from reports.queries.closing import closing_of, gains_of
from reports.queries.incentive import incentive_plan_on, incentive_plans, incentive_start
from reports.queries.measure_sets import KindOfAccount, measure_sets
from reports.queries.periodic import (
    mails_of,
    missing_periods,
    receives,
    recipient_groups,
    remarks_of,
    remarks_under,
    report_years,
    reports_of,
    restated,
)
from reports.queries.values import Completeness, Measured, Subject, Value, measured, own_measures

__all__ = [
    "Completeness",
    "KindOfAccount",
    "Measured",
    "Subject",
    "Value",
    "brand",
    "closing_of",
    "gains_of",
    "incentive_plan_on",
    "incentive_plans",
    "incentive_start",
    "mails_of",
    "measure_sets",
    "measured",
    "missing_periods",
    "own_measures",
    "receives",
    "recipient_groups",
    "remarks_of",
    "remarks_under",
    "report_years",
    "reports_of",
    "restated",
]
