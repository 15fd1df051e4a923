"""Who may read the audit log."""

from tests.permissions.rows import TAKEN, Row, doors

reading = doors("administrator", elsewhere=403)

ROWS = (
    Row("audit", reading),
    Row("audit_export", reading),
    Row("audit_verify", doors("administrator", ok=TAKEN, elsewhere=403), method="POST"),
)
