"""Who may see and change how people sign in."""

from tests.permissions.rows import TAKEN, Row, doors

managing = doors("administrator", elsewhere=403)
changing = doors("administrator", ok=TAKEN, elsewhere=403)

ROWS = (
    Row("accounts:sign_in_rules", managing),
    Row("accounts:sign_in_rules", changing, method="POST"),
    Row("accounts:person_sign_in", managing, ("target",)),
    Row("accounts:person_factors_reset", changing, ("target",), "POST", data={"reason": "手机丢失"}),
    Row("accounts:person_identity_bind", changing, ("target",), "POST", data={"provider": "wecom", "subject": "x"}),
    Row("accounts:person_identity_unbind", changing, ("target", "nobody"), "POST"),
    Row("accounts:person_sessions_end", changing, ("target",), "POST"),
    Row("accounts:person_session_end", changing, ("target", "nobody"), "POST"),
)
