"""Who may see, take and tune alerts: whoever listens."""

from tests.permissions.monitoring import listen, listen_to, post
from tests.permissions.rows import DONE, Row

ROWS = (
    Row("monitoring:alerts", listen, query="?state=all"),
    Row("monitoring:alert", listen_to, ("alert",)),
    post("alert_take", "alert", ok=DONE),
    Row("monitoring:alert_rule", listen_to, ("keyword_set",)),
    post("alert_rule", "keyword_set"),
)
