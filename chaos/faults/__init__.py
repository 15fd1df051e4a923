"""The faults: one function each, by name. It works while posts are due and leaves nothing behind."""

from chaos.faults import clocks, messages, mixture, network, processes, stores, switches
from chaos.faults.registry import FAULTS

__all__ = ["FAULTS", "clocks", "messages", "mixture", "network", "processes", "stores", "switches"]
