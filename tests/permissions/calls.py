"""Who sees the call budget, and who sets limits."""

from tests.permissions.rows import MEMBERS, TAKEN, Row, doors

ROWS = (
    Row("accounts:calls", doors(f"{MEMBERS} colleague")),
    Row("accounts:account_calls", doors(MEMBERS, stranger=404), ("account",)),
    Row("accounts:call_limits", doors("administrator", elsewhere=403)),
    Row("accounts:call_limits", doors("administrator", ok=TAKEN, elsewhere=403), method="POST"),
    Row("accounts:call_block_end", doors("administrator", ok=TAKEN, elsewhere=403), ("nobody",), "POST"),
)
