"""Near-identical posts are one group: reposts, copies, rewordings (M4)."""

from monitoring.kin.assigning import WINDOW, Prepared, assign, forget_bands, prepare, settle

__all__ = ["WINDOW", "Prepared", "assign", "forget_bands", "prepare", "settle"]
