"""Reads of the content library."""

from content.queries.balance import Balance, Share, balance, balances, preset_plan
from content.queries.facts import Writing, lint_draft
from content.queries.nearest import nearest_text

__all__ = ["Balance", "Share", "Writing", "balance", "balances", "lint_draft", "nearest_text", "preset_plan"]
