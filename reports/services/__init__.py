"""All writes of `reports`."""

from reports.services.closing import close_campaign, note_stayed
from reports.services.incentive import PlanInput, add_incentive_plan, withdraw_incentive_plan
from reports.services.rolling import roll_up_day, roll_up_days, roll_up_recent
from reports.services.weekly import (
    Draft,
    add_remark,
    compile_due_week,
    compile_week,
    draft_week,
    sign_off,
)

__all__ = [
    "Draft",
    "PlanInput",
    "add_incentive_plan",
    "add_remark",
    "close_campaign",
    "compile_due_week",
    "compile_week",
    "draft_week",
    "note_stayed",
    "roll_up_day",
    "roll_up_days",
    "roll_up_recent",
    "sign_off",
    "withdraw_incentive_plan",
]
