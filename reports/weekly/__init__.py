"""The weekly report: numbers, then an argument made from them (I5)."""

from reports.weekly.argue import argue, to_do
from reports.weekly.base import Base, base_of, compare
from reports.weekly.deviations import deviation_lines
from reports.weekly.figures import week_figures

__all__ = ["Base", "argue", "base_of", "compare", "deviation_lines", "to_do", "week_figures"]
