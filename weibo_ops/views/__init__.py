"""Pages of the whole: workbench, search, jobs, settings, errors."""

from weibo_ops.views.scope import scope
from weibo_ops.views.workbench import health, workbench

__all__ = ["health", "scope", "workbench"]
