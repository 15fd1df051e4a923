"""Sign-in pages: open to everybody, or about oneself."""

from tests.permissions.cast import World, maker
from tests.permissions.rows import EVERYONE, TAKEN, Answers, Row


@maker
def nobody(world: World) -> None:
    """The key of a session or passkey that belongs to none of them."""
    world.objects["nobody"] = 987654321


sent: Answers = {**dict.fromkeys(EVERYONE, TAKEN), "anonymous": 302}
for_all: Answers = dict.fromkeys(EVERYONE, (200, 302))
own: Answers = {**dict.fromkeys(EVERYONE, (200, 302)), "anonymous": 302}

missing: Answers = {**dict.fromkeys(EVERYONE, 404), "anonymous": 302}

ROWS = (
    Row("health", dict.fromkeys(EVERYONE, 200)),
    Row("metrics", dict.fromkeys(EVERYONE, 404)),
    Row("account_login", for_all),
    Row("account_login", dict.fromkeys(EVERYONE, (200, 302)), method="POST", data={"login": "x@example.com"}),
    Row("account_logout", for_all),
    Row("account_logout", for_all, method="POST"),
    Row("account_reset_password", for_all),
    Row("account_reset_password_done", for_all),
    Row("account_reset_password_from_key", for_all, ("uid", "key")),
    Row("account_reset_password_from_key_done", for_all),
    Row("account_inactive", for_all),
    Row("account_signup", for_all),
    Row("invitation", dict.fromkeys(EVERYONE, 404), ("key",)),
    Row("account_change_password", own),
    Row("account_change_password", sent, method="POST"),
    Row("account_set_password", own),
    Row("account_password_hint", dict.fromkeys(EVERYONE, 200), method="POST", data={"password1": "x"}),
    Row("account_reauthenticate", own),
    Row("account_reauthenticate", sent, method="POST"),
    Row("account_passkey_options", own),
    Row("account_second_factor", own),
    Row("account_me", own),
    Row("account_me", sent, method="POST"),
    Row("account_sessions_end", sent, method="POST"),
    Row("account_session_end", sent, ("nobody",), method="POST"),
    Row("mfa_index", own),
    Row("mfa_authenticate", for_all),
    Row("mfa_login_webauthn", for_all),
    Row("mfa_login_webauthn", for_all, method="POST"),
    Row("mfa_activate_totp", own),
    Row("mfa_activate_totp", sent, method="POST"),
    Row("mfa_deactivate_totp", missing),
    Row("mfa_add_webauthn", own),
    Row("mfa_add_webauthn", sent, method="POST"),
    # none is configured
    Row("single_begin", dict.fromkeys(EVERYONE, 404), ("nonsense",)),
    Row("single_back", dict.fromkeys(EVERYONE, 404), ("nonsense",)),
    # somebody else's, or none
    Row("mfa_edit_webauthn", missing, ("nobody",)),
    Row("mfa_remove_webauthn", missing, ("nobody",)),
    Row("mfa_remove_webauthn", missing, ("nobody",), method="POST"),
    Row("mfa_view_recovery_codes", missing),
    Row("mfa_generate_recovery_codes", own),
    Row("mfa_generate_recovery_codes", sent, method="POST"),
)
