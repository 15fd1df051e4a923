"""Rules of frequency and the planner that fills weeks: pure functions over plain data."""

from publishing.planner.fill import fill, following
from publishing.planner.rules import Breach, Limits, Neighbour, breaches
from publishing.planner.spread import Room, draw_spread
from publishing.planner.stock import Candidate, Choice, Filling, Gap, Need, Series, Silent, Stock
from publishing.planner.timeline import Timeline

__all__ = [
    "Breach",
    "Candidate",
    "Choice",
    "Filling",
    "Gap",
    "Limits",
    "Need",
    "Neighbour",
    "Room",
    "Series",
    "Silent",
    "Stock",
    "Timeline",
    "breaches",
    "draw_spread",
    "fill",
    "following",
]
