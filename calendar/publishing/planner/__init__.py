"""Rules of frequency and the planner that fills a week: pure functions over plain data."""

from publishing.planner.rules import Breach, Limits, Neighbour, breaches

__all__ = ["Breach", "Limits", "Neighbour", "breaches"]
