"""Who may plan: quotas, freshness, the forecast, filling weeks."""

from tests.permissions.content import sent

ROWS = (sent("content:best_before", "post", stranger=403),)
