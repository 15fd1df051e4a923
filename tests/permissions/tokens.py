"""Who may look at grants by their end, and renew them."""

from tests.permissions.rows import EVERYONE, TAKEN, Answers, Row, doors

managing = doors("administrator", elsewhere=403)
anybody: Answers = dict.fromkeys(EVERYONE, 200)
"""Weibo calls it, without a sign-in of ours; the answer tells nothing."""

ROWS = (
    Row("accounts:expiry", managing),
    Row("accounts:expiry_mail", doors("administrator", ok=TAKEN, elsewhere=403), method="POST"),
    Row("accounts:account_renew", doors("administrator", ok=(302,), stranger=404), ("account",)),
    Row("accounts:oauth_revoked", anybody, query="?source=x&uid=1"),
    Row("accounts:oauth_revoked", anybody, method="POST"),
)
