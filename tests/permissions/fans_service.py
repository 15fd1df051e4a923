"""The fans service calls without a sign-in of ours: what it cannot sign is refused, whoever asks."""

from tests.permissions.rows import EVERYONE, Answers, Row

unsigned: Answers = dict.fromkeys(EVERYONE, 403)

ROWS = (
    Row("engagement:fans_callback", unsigned, query="?signature=x&timestamp=1&nonce=1"),
    Row("engagement:fans_callback", unsigned, method="POST"),
)
