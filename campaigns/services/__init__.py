"""All writes of campaigns, by noun."""

from campaigns.services.campaigns import (
    CampaignInput,
    cancel_campaign,
    change_campaign,
    end_campaign,
    launch_campaign,
    save_campaign,
)
from campaigns.services.drafts import drop_draft, keep_draft
from campaigns.services.filing import FilingInput, look_at_all_filings, mark_filing, remind_of_filings
from campaigns.services.holdings import HOLDINGS
from campaigns.services.planning import begin_plan, copy_campaign, take_section, write_rules
from campaigns.services.posts import PostedInput, note_post_gone, note_posts
from campaigns.services.prizes import PrizeInput, set_picture, set_prizes
from campaigns.services.rules import RuleInput, add_rule, save_rule
from campaigns.services.terms import ConditionInput, set_conditions

__all__ = [
    "HOLDINGS",
    "CampaignInput",
    "ConditionInput",
    "FilingInput",
    "PostedInput",
    "PrizeInput",
    "RuleInput",
    "add_rule",
    "begin_plan",
    "cancel_campaign",
    "change_campaign",
    "copy_campaign",
    "drop_draft",
    "end_campaign",
    "keep_draft",
    "launch_campaign",
    "look_at_all_filings",
    "mark_filing",
    "note_post_gone",
    "note_posts",
    "remind_of_filings",
    "save_campaign",
    "save_rule",
    "set_conditions",
    "set_picture",
    "set_prizes",
    "take_section",
    "write_rules",
]
