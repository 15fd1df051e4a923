"""Who may say for how long what was heard is kept (M2)."""

from tests.permissions.rows import TAKEN, Row, doors

ROWS = (
    Row("monitoring:retention", doors("administrator", elsewhere=403)),
    Row("monitoring:retention", doors("administrator", ok=TAKEN, elsewhere=403), method="POST", data={"months": "12"}),
)
