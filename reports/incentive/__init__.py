"""What a month's facts are worth by a plan (A10): arithmetic only, no database."""

from reports.incentive.scoring import Fact, Line, Settled, as_stored, restored, settle

__all__ = ["Fact", "Line", "Settled", "as_stored", "restored", "settle"]
