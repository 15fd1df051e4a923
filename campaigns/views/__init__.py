"""Pages of campaigns, by noun."""

from campaigns.views.campaigns import (
    campaign,
    campaign_cancel,
    campaign_end,
    campaign_launch,
    listing,
)
from campaigns.views.filing import campaign_filing, filing_pack
from campaigns.views.plan import campaign_copy, campaign_new, plan, plan_forget, plan_keep, prize_picture, rules_take
from campaigns.views.rules import rule, rule_new, rules

__all__ = [
    "campaign",
    "campaign_cancel",
    "campaign_copy",
    "campaign_end",
    "campaign_filing",
    "campaign_launch",
    "campaign_new",
    "filing_pack",
    "listing",
    "plan",
    "plan_forget",
    "plan_keep",
    "prize_picture",
    "rule",
    "rule_new",
    "rules",
    "rules_take",
]
