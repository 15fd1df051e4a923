"""Who may plan: quotas, freshness, the forecast, filling weeks."""

from tests.permissions.content import sent
from tests.permissions.publishing import anywhere

ROWS = (
    sent("content:best_before", "post", stranger=403),
    anywhere("calendar:fill_undo", "undo_token"),
)
