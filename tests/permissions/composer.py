"""Who may keep, drop and look back at unsaved writing."""

from tests.permissions.content import WRITERS, sent
from tests.permissions.rows import Row, doors

ROWS = (
    sent("content:autosave", stranger=403, check="{account}"),
    sent("content:writing_drop", stranger=403, drop="{account}"),
    Row("content:earlier", doors(WRITERS), query="?check={account}"),
    Row("content:signed_in", doors(f"{WRITERS} colleague", elsewhere=200)),
)
