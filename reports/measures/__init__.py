"""Measures: catalogue, own formulas, sets by kind of account (I2). Pure, except for translations."""

from reports.measures.catalogue import (
    CATALOGUE,
    COUNTERS,
    Definition,
    Gathering,
    Unit,
    compute,
    counters_of,
    definitions,
    is_small,
    node_of,
)
from reports.measures.formula import FormulaError, Node, parse
from reports.measures.presets import PRESETS, preset_for

__all__ = [
    "CATALOGUE",
    "COUNTERS",
    "PRESETS",
    "Definition",
    "FormulaError",
    "Gathering",
    "Node",
    "Unit",
    "compute",
    "counters_of",
    "definitions",
    "is_small",
    "node_of",
    "parse",
    "preset_for",
]
