"""Near-identical posts are one group: reposts, copies, rewordings (M4)."""

from monitoring.kin.assigning import Prepared, assign, forget_bands, prepare, settle

__all__ = ["Prepared", "assign", "forget_bands", "prepare", "settle"]
