"""The weekly and the monthly report: numbers, then an argument made from them (I5)."""

from reports.weekly.argue import argue, to_do
from reports.weekly.base import Base, base_of, compare
from reports.weekly.deviations import deviation_lines
from reports.weekly.figures import period_figures
from reports.weekly.words import argued, wanted

__all__ = ["Base", "argue", "argued", "base_of", "compare", "deviation_lines", "period_figures", "to_do", "wanted"]
