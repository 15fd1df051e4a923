"""Who may open the pages of word lists, and let findings pass."""

from tests.permissions.content import sent
from tests.permissions.rows import Row

ROWS: tuple[Row, ...] = (
    sent("content:finding_override", "post", stranger=403, version="{version}", key="never_says:x", reason="有证书"),
)
