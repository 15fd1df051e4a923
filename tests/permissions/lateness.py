"""Who may open the pages of lateness rules and the Missed box."""

from tests.permissions.rows import MEMBERS, TAKEN, Row, doors

WRITERS = "editor approver administrator"
planning = doors(WRITERS, ok=TAKEN, stranger=404)

ROWS = (
    Row("calendar:late_rules", doors(f"{MEMBERS} colleague")),
    Row("calendar:late_rules", doors(WRITERS, ok=TAKEN, elsewhere=403), method="POST"),
    Row("calendar:lateness", planning, ("slot",), "POST", data={"preset": "1"}),
    Row("calendar:exact", planning, ("slot",), "POST"),
)
