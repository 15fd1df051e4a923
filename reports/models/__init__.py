"""Tables of `reports`."""

from reports.models.closing import ClosingReport
from reports.models.governance import GovernanceReading, GovernedSystem, SystemOwner
from reports.models.incentive import (
    IncentiveCorrection,
    IncentiveDispute,
    IncentivePlan,
    IncentiveStatement,
    Measure,
    preset_targets,
)
from reports.models.measures import MeasureSet, OwnMeasure
from reports.models.periodic import Brand, MailState, Part, RecipientGroup, Remark, Report, ReportKind, ReportMail
from reports.models.rollups import DailyRollup, Dimension, Restatement, RollupRun

__all__ = [
    "Brand",
    "ClosingReport",
    "DailyRollup",
    "Dimension",
    "GovernanceReading",
    "GovernedSystem",
    "IncentiveCorrection",
    "IncentiveDispute",
    "IncentivePlan",
    "IncentiveStatement",
    "MailState",
    "Measure",
    "MeasureSet",
    "OwnMeasure",
    "Part",
    "RecipientGroup",
    "Remark",
    "Report",
    "ReportKind",
    "ReportMail",
    "Restatement",
    "RollupRun",
    "SystemOwner",
    "preset_targets",
]
