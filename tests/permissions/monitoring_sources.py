"""Who may see and keep sources: whoever listens."""

from tests.permissions.monitoring import listen, listen_to, post
from tests.permissions.rows import DONE, Row

ROWS = (
    Row("monitoring:sources", listen),
    Row("monitoring:source", listen_to, ("source",)),
    post("source", "source", ok=DONE, owner="", rhythm_hours="24"),
    post("source_pause", "source", ok=DONE, reason="换采集工具"),
    post("source_resume", "source"),
)
