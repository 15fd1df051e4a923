"""The best hours of one account from its own results (I4). Pure."""

from reports.hours.mapping import ENOUGH, FEW, SURE, Cell, HourMap, Result, hour_map
from reports.hours.moving import Move, WeekTime, better_times

__all__ = ["ENOUGH", "FEW", "SURE", "Cell", "HourMap", "Move", "Result", "WeekTime", "better_times", "hour_map"]
