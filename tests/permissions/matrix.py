"""Who may change several accounts at once, and edit when an account counts as silent."""

from accounts.models import MatrixChange
from tests.conftest import AT
from tests.permissions.cast import World, maker
from tests.permissions.rows import MEMBERS, TAKEN, Row, doors

ADMIN = "administrator"


@maker
def _change(world: World) -> None:
    """A change that the administrator has made."""
    made = MatrixChange.objects.create(by=world.people[ADMIN], at=AT, before={}, after={})
    world.objects["matrix_change"] = made.pk


ROWS = (
    Row("accounts:silence", doors(ADMIN, elsewhere=403)),
    Row("accounts:silence", doors(ADMIN, ok=TAKEN, elsewhere=403), method="POST"),
    Row("accounts:picker", doors(f"{MEMBERS} colleague"), query="?can=freeze&q=山"),
    Row("accounts:matrix_bulk", doors(ADMIN, elsewhere=403), query="?all=1"),
    Row(
        "accounts:matrix_bulk",
        doors(ADMIN, ok=TAKEN, elsewhere=403),
        method="POST",
        data={"id": "{account}", "kind": "region"},
    ),
    Row("accounts:undo", doors(ADMIN, ok=TAKEN, elsewhere=403), ("matrix_change",), "POST"),
)
