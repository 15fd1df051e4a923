"""All writes of `reports`."""

from reports.services.closing import close_campaign, note_stayed
from reports.services.incentive import PlanInput, add_incentive_plan, withdraw_incentive_plan
from reports.services.measures import OwnInput, choose_measures, remove_own_measure, reset_measures, save_own_measure
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
    "OwnInput",
    "PlanInput",
    "add_incentive_plan",
    "add_remark",
    "choose_measures",
    "close_campaign",
    "compile_due_week",
    "compile_week",
    "draft_week",
    "note_stayed",
    "remove_own_measure",
    "reset_measures",
    "roll_up_day",
    "roll_up_days",
    "roll_up_recent",
    "save_own_measure",
    "sign_off",
    "withdraw_incentive_plan",
]
