"""Reads of people, rights and the matrix."""

from accounts.queries.accounts import (
    AccountCard,
    accounts_due_for_profile,
    capabilities_of,
    filtered,
    grants_on,
    health_of,
    matrix_page,
    matrix_rows,
    needing,
    pickable,
    summary,
    timeline,
    tokens_expiring,
)
from accounts.queries.groups import Branch, group_choices, missing_kinds, tree
from accounts.queries.people import grants_of, grants_seen_by, narrowed, people, rights_rows

__all__ = [
    "AccountCard",
    "Branch",
    "accounts_due_for_profile",
    "capabilities_of",
    "filtered",
    "grants_of",
    "grants_on",
    "grants_seen_by",
    "group_choices",
    "health_of",
    "matrix_page",
    "matrix_rows",
    "missing_kinds",
    "narrowed",
    "needing",
    "people",
    "pickable",
    "rights_rows",
    "summary",
    "timeline",
    "tokens_expiring",
    "tree",
]
