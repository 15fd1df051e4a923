"""Who may open the pages of channels, relays and the same-text guard."""

from tests.permissions.cast import World, maker
from tests.permissions.rows import TAKEN, Row, doors


@maker
def add_relays(world: World) -> None:
    """The name of an ability."""
    world.objects["ability"] = "publish"


ROWS = (
    Row(
        "accounts:account_try_again",
        doors("administrator", ok=TAKEN, stranger=404, elsewhere=404),
        ("account", "ability"),
        "POST",
    ),
)
