"""Reads for the report pages."""

from reports.queries.incentive import incentive_plan_on, incentive_plans, incentive_start
from reports.queries.matrix import overview
from reports.queries.weekly import missing_weeks, remarks_of, restated, weekly_reports

__all__ = [
    "incentive_plan_on",
    "incentive_plans",
    "incentive_start",
    "missing_weeks",
    "overview",
    "remarks_of",
    "restated",
    "weekly_reports",
]
