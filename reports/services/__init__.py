"""All writes of `reports`."""

from reports.services.branding import BrandInput, set_brand
from reports.services.closing import close_campaign, note_stayed
from reports.services.governance import note_governance, set_system_owner
from reports.services.incentive import PlanInput, add_incentive_plan, withdraw_incentive_plan
from reports.services.mailing import note_bounce, queue_mails, send_again, send_due_mails
from reports.services.measures import OwnInput, choose_measures, remove_own_measure, reset_measures, save_own_measure
from reports.services.periodic import (
    Draft,
    compile_due,
    compile_report,
    draft_report,
    make_report,
    preview_report,
    sign_off,
)
from reports.services.recipients import GroupInput, remove_recipient_group, save_recipient_group
from reports.services.remarks import RemarkInput, add_remark, answer_question
from reports.services.rolling import roll_up_day, roll_up_days, roll_up_recent
from reports.services.statements import DisputeInput, answer_dispute, correct, dispute, finalise_month

__all__ = [
    "BrandInput",
    "DisputeInput",
    "Draft",
    "GroupInput",
    "OwnInput",
    "PlanInput",
    "RemarkInput",
    "add_incentive_plan",
    "add_remark",
    "answer_dispute",
    "answer_question",
    "choose_measures",
    "close_campaign",
    "compile_due",
    "compile_report",
    "correct",
    "dispute",
    "draft_report",
    "finalise_month",
    "make_report",
    "note_bounce",
    "note_governance",
    "note_stayed",
    "preview_report",
    "queue_mails",
    "remove_own_measure",
    "remove_recipient_group",
    "reset_measures",
    "roll_up_day",
    "roll_up_days",
    "roll_up_recent",
    "save_own_measure",
    "save_recipient_group",
    "send_again",
    "send_due_mails",
    "set_brand",
    "set_system_owner",
    "sign_off",
    "withdraw_incentive_plan",
]
