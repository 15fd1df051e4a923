"""Who may plan: quotas, freshness, the forecast, filling weeks."""

from tests.permissions.content import sent
from tests.permissions.publishing import anywhere, looking
from tests.permissions.rows import Row

ROWS = (
    sent("content:best_before", "post", stranger=403),
    Row("calendar:forecast", looking),
    anywhere("calendar:fill_undo", "undo_token"),
)
