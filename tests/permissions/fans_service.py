"""The fans service calls without a sign-in of ours: what it cannot sign is refused, whoever asks."""

from tests.permissions.engagement import ANSWERERS
from tests.permissions.rows import EVERYONE, TAKEN, Answers, Row, doors

unsigned: Answers = dict.fromkeys(EVERYONE, 403)

ROWS = (
    Row("engagement:fans_callback", unsigned, query="?signature=x&timestamp=1&nonce=1"),
    Row("engagement:fans_callback", unsigned, method="POST"),
    Row("engagement:service", doors(f"{ANSWERERS} colleague")),
    Row("engagement:service_line", doors("administrator", stranger=404), ("account",)),
    Row("engagement:service_line", doors("administrator", ok=TAKEN, stranger=404), ("account",), "POST"),
    Row("engagement:service_test", doors("administrator", ok=TAKEN, elsewhere=403), (), "POST"),
    Row("engagement:reply_looked_up", doors(ANSWERERS, ok=TAKEN, stranger=404), ("reply",), "POST"),
)
