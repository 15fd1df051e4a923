"""The nightly roll-up as set-based SQL (I1)."""

from reports.rollup.rows import ACCOUNT_DAYS, ELEMENT_KEYS
from reports.rollup.writing import ADD, CHANGE, COMPARING, GATHER, REMOVE, RESTATE, SETTINGS, counted

__all__ = [
    "ACCOUNT_DAYS", "ADD", "CHANGE", "COMPARING", "ELEMENT_KEYS", "GATHER", "REMOVE", "RESTATE", "SETTINGS", "counted",
]  # fmt: skip
