"""The nightly roll-up as one SQL statement (I1)."""

from reports.rollup.statements import ROLL_UP_DAY, STALE_ROWS

__all__ = ["ROLL_UP_DAY", "STALE_ROWS"]
