"""Who may open the pages of people, rights and the matrix."""

from tests.permissions.rows import MEMBERS, TAKEN, Row, doors

ALL_MEMBERS = f"{MEMBERS} colleague"
ADMIN = "administrator"

looking = doors(ALL_MEMBERS)
managing = doors(ADMIN, elsewhere=403)
account_seen = doors(MEMBERS, stranger=404)
account_managed = doors(ADMIN, stranger=404)


def post(url: str, *args: str, may: str = ADMIN, stranger: int = 403, elsewhere: int = 403, **data: object) -> Row:
    """A row for something that is sent."""
    return Row(url, doors(may, ok=TAKEN, stranger=stranger, elsewhere=elsewhere), args, "POST", data=data)


ROWS = (
    Row("accounts:matrix", looking),
    Row("accounts:matrix_export", looking),
    Row("accounts:account", account_seen, ("account",)),
    Row("accounts:account_capabilities", account_seen, ("account",)),
    Row("accounts:account_new", managing),
    post("accounts:account_new", nickname="新账号", kind="brand", channel="share", silent_after_days="7"),
    Row("accounts:account_edit", account_managed, ("account",)),
    post("accounts:account_edit", "account", stranger=404, elsewhere=404, kind="brand"),
    Row("accounts:account_position", account_managed, ("account",)),
    post("accounts:account_position", "account", stranger=404, elsewhere=404, tone="爽快"),
    post("accounts:account_retire", "account", stranger=404, elsewhere=404),
    post("accounts:account_reopen", "account", stranger=404, elsewhere=404),
    post("accounts:account_connect", "account", stranger=404, elsewhere=404),
    post("accounts:account_probe", "account", stranger=404, elsewhere=404),
    post("accounts:connect"),
    Row("accounts:oauth_callback", doors(ADMIN, ok=(422,), elsewhere=403)),
    Row("accounts:group_new", managing),
    post("accounts:group_new", name="新分组", position="0"),
    Row("accounts:group_edit", doors(ADMIN, stranger=404, elsewhere=403), ("group",)),
    post("accounts:group_edit", "group", stranger=404, name="改名", position="0"),
    post("accounts:group_delete", "group", stranger=404),
    Row("accounts:people", managing),
    Row("accounts:person_new", managing),
    post("accounts:person_new", name="新同事", email="new@example.com"),
    Row("accounts:person", managing, ("target",)),
    Row("accounts:person_edit", managing, ("target",)),
    post("accounts:person_edit", "target", name="改名"),
    Row("accounts:person_leave", managing, ("target",)),
    post("accounts:person_leave", "target", confirm="1"),
    post("accounts:person_invite", "target"),
    post("accounts:person_uninvite", "target"),
    post("accounts:person_password", "target"),
    Row("accounts:rights", managing),
    Row("accounts:rights_export", managing),
    Row("accounts:rights_who", managing),
    Row("accounts:rights_who_csv", managing),
    Row("accounts:rights_why", managing, query="?person={target}&account={account}"),
    Row("accounts:rights_changed", managing),
    Row("accounts:rights_changed_csv", managing),
    Row("accounts:grant_new", managing),
    post("accounts:grant_new", user="{target}", role="manager", scope="all"),
    Row("accounts:grant_end", managing, ("grant",)),
    post("accounts:grant_end", "grant", ends_on="2030-01-01"),
    post("accounts:grant_renew", "grant"),
    post("accounts:grant_revoke", "grant"),
    Row("accounts:assessment_new", managing, ("target",)),
    post("accounts:assessment_new", "target", temperament="steady", valid_on="2027-01-01"),
    post("accounts:assessment_withdraw", "assessment", reason="换岗"),
    Row("accounts:roles", managing),
    Row("accounts:role_new", managing),
    post("accounts:role_new", name="值班编辑", capabilities="reply"),
    Row("accounts:role_edit", managing, ("own_role",)),
    post("accounts:role_edit", "own_role", name="值班编辑", capabilities="reply"),
    post("accounts:role_archive", "own_role"),
)
