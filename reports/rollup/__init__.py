"""The nightly roll-up as set-based SQL (I1)."""

from reports.rollup.rows import ACCOUNT_DAYS, ELEMENT_KEYS
from reports.rollup.writing import GATHER, REMOVE, RESTATE, SETTINGS, WRITE, counted

__all__ = ["ACCOUNT_DAYS", "ELEMENT_KEYS", "GATHER", "REMOVE", "RESTATE", "SETTINGS", "WRITE", "counted"]
