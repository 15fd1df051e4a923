"""The call budget (weibo-api section 6): rows in PostgreSQL are the truth, publishing goes first.

`take` is for everything that reads, measures or answers; `send_budgets`, `count_calls` and `uncount_calls` are for
publishing, in sets; `calls_left` looks only. A Redis that is lost loses nothing here.
"""

from accounts.budget.blocks import Block, Refusal, live_blocks, note_refusals
from accounts.budget.learning import learn_limits
from accounts.budget.left import calls_left
from accounts.budget.limits import Limit, Limits, plan_of, read_limits
from accounts.budget.sends import (
    Send,
    SendBudgets,
    SendCalls,
    Shortage,
    count_calls,
    count_taken,
    send_budgets,
    uncount_calls,
)
from accounts.budget.taking import Wanted, take
from accounts.budget.windows import Window

__all__ = [
    "Block",
    "Limit",
    "Limits",
    "Refusal",
    "Send",
    "SendBudgets",
    "SendCalls",
    "Shortage",
    "Wanted",
    "Window",
    "calls_left",
    "count_calls",
    "count_taken",
    "learn_limits",
    "live_blocks",
    "note_refusals",
    "plan_of",
    "read_limits",
    "send_budgets",
    "take",
    "uncount_calls",
]
