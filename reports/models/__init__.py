"""Tables of `reports`."""

from reports.models.closing import ClosingReport
from reports.models.incentive import IncentivePlan, Measure
from reports.models.measures import MeasureSet, OwnMeasure
from reports.models.rollups import DailyRollup, Dimension, Restatement, RollupRun
from reports.models.weekly import Remark, WeeklyReport

__all__ = [
    "ClosingReport",
    "DailyRollup",
    "Dimension",
    "IncentivePlan",
    "Measure",
    "MeasureSet",
    "OwnMeasure",
    "Remark",
    "Restatement",
    "RollupRun",
    "WeeklyReport",
]
