"""Sign-in pages: open to everybody, or about oneself."""

from tests.permissions.rows import EVERYONE, TAKEN, Answers, Row

sent: Answers = {**dict.fromkeys(EVERYONE, TAKEN), "anonymous": 302}
for_all: Answers = dict.fromkeys(EVERYONE, (200, 302))
own: Answers = {**dict.fromkeys(EVERYONE, (200, 302)), "anonymous": 302}

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
    Row("account_change_password", own),
    Row("account_change_password", sent, method="POST"),
    Row("account_set_password", own),
    Row("account_reauthenticate", own),
    Row("account_reauthenticate", sent, method="POST"),
    Row("account_passkey_options", own),
)
