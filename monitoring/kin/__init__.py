"""Near-identical posts are one group: reposts, copies, rewordings (M4)."""

from monitoring.kin.assigning import assign, forget_bands

__all__ = ["assign", "forget_bands"]
