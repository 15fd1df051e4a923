"""Reads for the report pages."""

from reports.queries.closing import closing_of, gains_of
from reports.queries.incentive import incentive_plan_on, incentive_plans, incentive_start
from reports.queries.matrix import overview
from reports.queries.measure_sets import KindOfAccount, measure_sets
from reports.queries.values import Completeness, Measured, Subject, Value, measured, own_measures
from reports.queries.weekly import missing_weeks, remarks_of, restated, weekly_reports

__all__ = [
    "Completeness",
    "KindOfAccount",
    "Measured",
    "Subject",
    "Value",
    "closing_of",
    "gains_of",
    "incentive_plan_on",
    "incentive_plans",
    "incentive_start",
    "measure_sets",
    "measured",
    "missing_weeks",
    "overview",
    "own_measures",
    "remarks_of",
    "restated",
    "weekly_reports",
]
