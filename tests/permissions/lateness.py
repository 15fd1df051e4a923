"""Who may open the pages of lateness rules and the Missed box."""

from tests.permissions.rows import MEMBERS, TAKEN, Row, doors

WRITERS = "editor approver administrator"
planning = doors(WRITERS, ok=TAKEN, stranger=404)
anywhere = doors(f"{WRITERS} colleague", ok=TAKEN)

ROWS = (
    Row("calendar:late_rules", doors(f"{MEMBERS} colleague")),
    Row("calendar:late_rules", doors(WRITERS, ok=TAKEN, elsewhere=403), method="POST"),
    Row("calendar:lateness", planning, ("slot",), "POST", data={"preset": "1"}),
    Row("calendar:missed", doors(f"{MEMBERS} colleague")),
    Row("calendar:missed_plan", anywhere, method="POST"),
    Row("calendar:missed_decide", anywhere, method="POST"),
    Row("calendar:missed_undo", anywhere, ("undo_token",), "POST"),
    Row("calendar:exact", planning, ("slot",), "POST"),
)
