"""Rules of frequency and the planner that fills a week: pure functions over plain data."""

from publishing.planner.fill import Candidate, Choice, Filling, Gap, Stock, fill
from publishing.planner.rules import Breach, Limits, Neighbour, breaches
from publishing.planner.spread import Room, draw_spread
from publishing.planner.timeline import Timeline

__all__ = [
    "Breach",
    "Candidate",
    "Choice",
    "Filling",
    "Gap",
    "Limits",
    "Neighbour",
    "Room",
    "Stock",
    "Timeline",
    "breaches",
    "draw_spread",
    "fill",
]
