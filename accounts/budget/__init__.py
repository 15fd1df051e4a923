"""The call budget (weibo-api section 6): rows in PostgreSQL are the truth, publishing goes first.

`take` is for everything that reads, measures or answers; `send_budgets`, `count_calls` and `uncount_calls` are for
publishing, in sets; `calls_left` and `forecast_budget` look only. A Redis that is lost loses nothing here.
"""

from accounts.budget.blocks import Block, Refusal, live_blocks, note_refusals
from accounts.budget.learning import learn_limits
from accounts.budget.left import Forecast, calls_left, forecast_budget
from accounts.budget.limits import Limit, Limits, plan_of, read_limits
from accounts.budget.sends import Ahead, SendBudgets, SendCalls, Shortage, count_calls, send_budgets, uncount_calls
from accounts.budget.taking import Wanted, take
from accounts.budget.windows import Window
from accounts.budget.windows import add as add_to_windows

__all__ = [
    "Ahead",
    "Block",
    "Forecast",
    "Limit",
    "Limits",
    "Refusal",
    "SendBudgets",
    "SendCalls",
    "Shortage",
    "Wanted",
    "Window",
    "add_to_windows",
    "calls_left",
    "count_calls",
    "forecast_budget",
    "learn_limits",
    "live_blocks",
    "note_refusals",
    "plan_of",
    "read_limits",
    "send_budgets",
    "take",
    "uncount_calls",
]
